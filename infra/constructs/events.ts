import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type EventPattern, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ListenerName } from '../functions.ts';
import type { Options } from '../options.ts';

/** Events that could not be delivered, or that a function failed on three times, wait here for an operator. */
export function createUndeliveredQueue(scope: Construct): Queue {
  return new Queue(scope, 'UndeliveredEvents', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

export interface EventSources {
  listeners: Readonly<Record<ListenerName, IFunction>>;
  uploadBucket: Bucket;
  ingest: IStateMachine;
  undelivered: IQueue;
  /** ARNs of the queues of jobs; none where they are switched off */
  jobQueues: readonly string[];
}

/** Which event starts which function. */
export function createRules(scope: Construct, sources: EventSources, options: Options): void {
  const { listeners, uploadBucket, ingest, undelivered } = sources;
  const target = (listener: IFunction, maxEventAge: Duration) =>
    new LambdaFunction(listener, { deadLetterQueue: undelivered, retryAttempts: 24, maxEventAge });
  const rule = (id: string, description: string, eventPattern: EventPattern, listener: IFunction) =>
    new Rule(scope, id, { description, eventPattern, targets: [target(listener, Duration.hours(24))] });

  rule(
    'FileArrived',
    'A file arrived in the upload bucket',
    { source: ['aws.s3'], detailType: ['Object Created'], detail: { bucket: { name: [uploadBucket.bucketName] } } },
    listeners.ObjectCreated,
  );
  rule(
    'ExecutionEndedBadly',
    'An ingest execution failed, timed out or was stopped',
    {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [ingest.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    },
    listeners.ExecutionEnded,
  );
  if (sources.jobQueues.length > 0) {
    rule(
      'TaskEnded',
      'A Batch job that is a task of a submission has ended',
      {
        source: ['aws.batch'],
        detailType: ['Batch Job State Change'],
        detail: { jobQueue: [...sources.jobQueues], status: ['SUCCEEDED', 'FAILED'] },
      },
      listeners.TaskEnded,
    );
    rule('JobOpen', 'A Batch job that may have ended unheard', { source: ['waybill.jobs'] }, listeners.TaskEnded);
  }
  rule('SubmissionChanged', 'Something that submitters want to know of', { source: ['waybill'] }, listeners.Notify);
  new Rule(scope, 'Sweep', {
    description: 'Looks for what fell through',
    schedule: Schedule.rate(Duration.minutes(options.timers.sweepMinutes)),
    // A sweep that is late is worth nothing: the next one does its work.
    targets: [target(listeners.Sweeper, Duration.minutes(Math.max(1, options.timers.sweepMinutes)))],
  });
}
