import { BatchClient } from '@aws-sdk/client-batch';

/** Region, endpoint and credentials come from the environment as the AWS SDK reads it. */
export const batch = new BatchClient({});

/** What a deployment has for running jobs; made by infra/constructs/job-queue.ts. */
export interface JobSettings {
  /** begins the name of every job definition */
  definitionPrefix: string;
  /** pulls images and writes logs; no container has its rights */
  executionRoleArn: string;
  logGroup: string;
  /** container image with Node, which brings inputs and stores outputs */
  transferImage: string;
  /** ARNs of the queues by priority */
  queues: Readonly<Record<'low' | 'medium' | 'high', string>>;
}

/** The three containers of a job, which run one after another. */
export const CONTAINERS = { fetch: 'fetch', task: 'task', store: 'store' } as const;
