import { schemas, validations } from './dynalite.ts';
import { isDynaliteError, throwIfRejected, validationError } from './errors.ts';
import type { Storage } from './storage.ts';

export type Checked = keyof typeof schemas;

/** Parameters from before expressions (2014). The product does not use them, so they are refused and not half-tested. */
const LEGACY = new Set([
  'Expected',
  'ConditionalOperator',
  'AttributeUpdates',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'AttributesToGet',
  'LocalSecondaryIndexes',
]);

const RETURN_OLD = 'ReturnValuesOnConditionCheckFailure';
const CONDITIONAL = new Set<Checked>(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * Checks a request's JSON against AWS's rules and parses its expressions. The result has the shape that the caller
 * names; members whose names begin with `_` are parsed expressions.
 * @throws DynamoDbError ValidationException or SerializationException, with AWS's message where dynalite knows it
 */
export function parseRequest<T>(operation: Checked, body: unknown, storage: Storage): T {
  if (!isObject(body)) throw validationError(`${operation}: the request must be a JSON object`);
  const { types, custom } = schemas[operation];
  refuseUnknown(operation, body, types);
  const returnOld = body[RETURN_OLD];
  if (returnOld !== undefined && returnOld !== 'NONE' && returnOld !== 'ALL_OLD')
    throw validationError(`${RETURN_OLD} must be NONE or ALL_OLD`);
  try {
    // dynalite drops members that it does not know from the object it is given, hence the copy.
    const data = validations.checkTypes({ ...body }, types);
    validations.checkValidations(data, types, custom, storage.dynalite);
    return (returnOld === undefined ? data : Object.assign(data as object, { [RETURN_OLD]: returnOld })) as T;
  } catch (error) {
    if (isDynaliteError(error)) throwIfRejected(error);
    throw error;
  }
}

/** dynalite ignores what it does not know; a parameter without effect would pass here and act when deployed. */
function refuseUnknown(operation: Checked, body: Record<string, unknown>, types: Readonly<Record<string, unknown>>) {
  for (const name of Object.keys(body)) {
    if (name === RETURN_OLD && CONDITIONAL.has(operation)) continue;
    if (LEGACY.has(name) || !(name in types))
      throw validationError(`${operation}: the local DynamoDB does not implement the parameter ${name}`);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
