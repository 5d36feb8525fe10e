/**
 * AWS's list prices in us-east-1, on demand, without free tiers, in dollars; read on 2026-11-21 from the pages of the
 * services. They change: whoever plans with them reads them again.
 */
const MILLION = 1_000_000;
const GB = 1_000_000_000;

export const PRICES = {
  /** HTTP API, a request of up to 512 kB */
  apiRequest: 1 / MILLION,
  /** CloudFront, an HTTPS request in North America, and the function that looks at it first */
  edgeRequest: 1 / MILLION + 0.1 / MILLION,
  lambdaInvocation: 0.2 / MILLION,
  /** arm64 */
  lambdaGbSecond: 0.0000133334,
  stateTransition: 25 / MILLION,
  /**
   * One for each started kB of an item, two in a transaction; and one for each started kB of its entry in an index, two
   * where the entry moves. A transaction doubles its items and not their entries: "two underlying reads or writes of every
   * item in the transaction" (DynamoDB Developer Guide, Capacity management for transactions), whose changes "are
   * propagated to global secondary indexes … eventually, after the transaction completes" (the same, TransactWriteItems
   * API). So has `ReturnConsumedCapacity` been seen to say: github.com/nubo-db/dynoxide/pull/188.
   */
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  /** S3 standard: PUT, COPY, POST, LIST */
  s3Write: 5 / MILLION,
  /** S3 standard: GET, HEAD and all others but DELETE, which is free */
  s3Read: 0.4 / MILLION,
  /** an event of one's own, or one that S3 sends to the bus because it is asked to */
  busEvent: 1 / MILLION,
  secretRead: 5 / MILLION,
  mail: 0.1 / 1000,
  logByte: 0.5 / GB,
  trace: 5 / MILLION,
} as const;

export type Item = keyof typeof PRICES;

/** Memory that comes with a whole processor, in MiB; less memory is so much less of one. */
export const WHOLE_PROCESSOR = 1769;

/**
 * What a function waits for a call, in milliseconds, as the services answer within a region; the local ones are
 * quicker.
 */
export const WAIT_MS = { dynamodb: 5, others: 30 } as const;

/** What Lambda, API Gateway and Step Functions log of each invocation, request and state, in bytes. */
export const LOG_BYTES = { invocation: 500, request: 450, state: 2000 } as const;
