import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import type { BusEvent } from '../aws/event.ts';
import { jobDetail } from './api.ts';
import type { Job } from './model.ts';

/** The event about a job's end. AWS tells of every other state too; nobody here listens to those. */
export function endedEvent(job: Job, now: number): BusEvent {
  const hex = createHash('sha256').update(`${job.id} ${job.status}`).digest('hex');
  return {
    version: '0',
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    source: 'aws.batch',
    'detail-type': 'Batch Job State Change',
    account: ACCOUNT_ID,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [`arn:aws:batch:${REGION}:${ACCOUNT_ID}:job/${job.id}`],
    detail: jobDetail(job),
  };
}
