import type { Queue } from '../batch/model.ts';
import type { Stack } from '../template/stack.ts';

export interface JobQueues {
  readonly queues: ReadonlyMap<string, Queue>;
  /** vCPUs that all jobs have together; 0 where there are no jobs */
  readonly maxVcpus: number;
}

/** The queues of Batch in a stack, on the one compute environment that they share. */
export function readJobQueues(stack: Stack): JobQueues {
  const environments = stack.ofType('AWS::Batch::ComputeEnvironment');
  const [environment, ...others] = environments;
  if (others.length > 0) throw new Error('the local run plays one compute environment of Batch');
  const resources = environment?.properties['ComputeResources'] as { Type?: string; MaxvCpus?: number } | undefined;
  if (environment !== undefined && resources?.Type !== 'FARGATE') {
    throw new Error(`compute environment ${environment.logicalId}: the local run plays those of Fargate`);
  }
  const queues = stack.ofType('AWS::Batch::JobQueue').map(({ ref: arn, properties }): Queue => {
    return { arn, priority: Number(properties['Priority']) };
  });
  return { queues: new Map(queues.map((queue) => [queue.arn, queue])), maxVcpus: Number(resources?.MaxvCpus ?? 0) };
}
