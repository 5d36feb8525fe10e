import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import type { BusEvent } from '../aws/event.ts';

export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  readonly time: Date;
}

export function createEvent({ source, detailType, detail, resources, time }: NewEvent): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: ACCOUNT_ID,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [...resources],
    detail,
  };
}
