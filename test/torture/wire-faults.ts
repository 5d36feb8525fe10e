/** How AWS answers when it does not do what it is asked, service by service. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface WireCall {
  service: string;
  operation: string;
  method: string;
  body: Buffer;
}

const CONFLICTING = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

/** Writes that another transaction can hold up. */
export const canConflict = ({ service, operation }: WireCall): boolean =>
  service === 'DYNAMODB' && CONFLICTING.has(operation);

/** By service: what SDKs know as "slow down". */
const THROTTLES: Readonly<Record<string, [number, string]>> = {
  DYNAMODB: [400, 'ProvisionedThroughputExceededException'],
  S3: [503, 'SlowDown'],
  SFN: [400, 'ThrottlingException'],
  EVENTBRIDGE: [400, 'ThrottlingException'],
  SECRETS_MANAGER: [400, 'ThrottlingException'],
  SESV2: [429, 'TooManyRequestsException'],
  BATCH: [429, 'TooManyRequestsException'],
  CLOUDWATCH_LOGS: [400, 'ThrottlingException'],
};

export function throttled(call: WireCall): WireAnswer {
  const [status, code] = THROTTLES[call.service] ?? [400, 'ThrottlingException'];
  return errorOf(call, status, code, 'Rate exceeded');
}

/** As while a changed policy has not reached every server. */
export const refused = (call: WireCall): WireAnswer =>
  call.service === 'S3'
    ? errorOf(call, 403, 'AccessDenied', 'Access Denied')
    : errorOf(call, 400, 'AccessDeniedException', `not authorized to perform ${call.operation}`);

/** Another transaction is at one of the items. */
export function conflicting(call: WireCall): WireAnswer {
  if (call.operation !== 'TransactWriteItems')
    return errorOf(call, 400, 'TransactionConflictException', 'Transaction is ongoing for the item');
  const { TransactItems = [] } = JSON.parse(call.body.toString()) as { TransactItems?: unknown[] };
  const CancellationReasons = TransactItems.map((_, at) =>
    at === 0 ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : { Code: 'None' },
  );
  const answer = errorOf(call, 400, 'TransactionCanceledException', 'Transaction cancelled');
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), CancellationReasons }) };
}

function errorOf({ service, method }: WireCall, status: number, code: string, message: string): WireAnswer {
  if (service === 'S3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    return { status, headers: { 'content-type': 'application/xml' }, body: method === 'HEAD' ? '' : body };
  }
  const type = service === 'DYNAMODB' ? `com.amazonaws.dynamodb.v20120810#${code}` : code;
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: type, message, Message: message }),
  };
}
