import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../../aws/account.ts';
import type { BusEvent } from '../../aws/event.ts';
import type { EndRecord } from '../journal/records.ts';

export interface EndedExecution {
  readonly executionArn: string;
  readonly machineArn: string;
  readonly name: string;
  readonly startedAt: number;
  /** JSON text */
  readonly input: string;
  readonly end: EndRecord;
}

/** Above this many bytes of input and output together, EventBridge gets neither (its entries hold 256 KiB). */
const MOST_DATA = 248 * 1024;

/** The EventBridge event about the end of an execution; dates in milliseconds since the epoch, as AWS sends them. */
export function statusChangeEvent(ended: EndedExecution): BusEvent {
  const { executionArn, machineArn, name, startedAt, end } = ended;
  const output = end.output === undefined ? null : JSON.stringify(end.output);
  const included = Buffer.byteLength(ended.input) + Buffer.byteLength(output ?? '') <= MOST_DATA;
  return {
    version: '0',
    id: stableId(`${executionArn} ${end.status}`),
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    account: ACCOUNT_ID,
    time: `${new Date(end.at).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: machineArn,
      name,
      status: end.status,
      startDate: startedAt,
      stopDate: end.at,
      input: included ? ended.input : null,
      output: included ? output : null,
      inputDetails: { included },
      outputDetails: output === null ? null : { included },
      error: end.error ?? null,
      cause: end.cause ?? null,
    },
  };
}

/** A UUID that is the same when the event is delivered again. */
function stableId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
