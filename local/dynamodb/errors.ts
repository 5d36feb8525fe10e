import type { DynaliteError } from './dynalite.ts';
import type { Item } from './types.ts';

const SERVICE = 'com.amazonaws.dynamodb.v20120810#';
const CORAL = 'com.amazon.coral.service#';
const VALIDATE = 'com.amazon.coral.validate#';

/** An error as DynamoDB's JSON protocol reports it; `type` is the value of `__type`. */
export class DynamoDbError extends Error {
  readonly type: string;
  readonly status: number;
  /** members beside `__type` and `message`, such as `CancellationReasons` */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, details: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(message);
    this.name = type.slice(type.indexOf('#') + 1);
    this.type = type;
    this.status = status;
    this.details = details;
  }
}

export const validationError = (message: string) => new DynamoDbError(`${VALIDATE}ValidationException`, message);

export const serializationError = (message: string) => new DynamoDbError(`${CORAL}SerializationException`, message);

export const accessDenied = (message: string) => new DynamoDbError(`${CORAL}AccessDeniedException`, message);

export const unknownOperation = (message: string) => new DynamoDbError(`${CORAL}UnknownOperationException`, message);

export const resourceNotFound = (table: string) =>
  new DynamoDbError(`${SERVICE}ResourceNotFoundException`, `Requested resource not found: Table: ${table} not found`);

export const resourceInUse = (table: string) =>
  new DynamoDbError(`${SERVICE}ResourceInUseException`, `Table already exists: ${table}`);

export const conditionFailed = (item: Item | undefined) =>
  new DynamoDbError(
    `${SERVICE}ConditionalCheckFailedException`,
    'The conditional request failed',
    item ? { Item: item } : {},
  );

export const idempotentParameterMismatch = () =>
  new DynamoDbError(
    `${SERVICE}IdempotentParameterMismatchException`,
    'The ClientRequestToken was used within the last 10 minutes with other TransactItems',
  );

export const throttled = () =>
  new DynamoDbError(
    `${SERVICE}ProvisionedThroughputExceededException`,
    'The level of configured provisioned throughput for the table was exceeded',
  );

export const transactionConflict = () =>
  new DynamoDbError(`${SERVICE}TransactionConflictException`, 'Transaction is ongoing for the item');

export const internalError = (message: string) => new DynamoDbError(`${SERVICE}InternalServerError`, message, {}, 500);

export interface CancellationReason {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError' | 'TransactionConflict';
  readonly Message?: string;
  readonly Item?: Item;
}

export function transactionCanceled(reasons: readonly CancellationReason[]): DynamoDbError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new DynamoDbError(
    `${SERVICE}TransactionCanceledException`,
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

export function isDynaliteError(error: unknown): error is DynaliteError {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** Turns dynalite's rejection, if there is one, into a thrown error of ours. */
export function throwIfRejected(rejection: DynaliteError | null | undefined): void {
  if (!rejection) return;
  if (!isDynaliteError(rejection)) throw rejection;
  const { __type, message, Message } = rejection.body;
  throw new DynamoDbError(__type, message ?? Message ?? rejection.message, {}, rejection.statusCode);
}
