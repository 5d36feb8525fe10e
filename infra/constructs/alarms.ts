import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Options } from '../options.ts';
import type { Functions } from './functions.ts';

export interface Watched {
  api: HttpApi;
  table: TableV2;
  ingest: IStateMachine;
  undelivered: IQueue;
  functions: Functions;
}

interface AlarmSpec {
  metric: IMetric;
  /** what the alarm says, after which it names its section of the runbook */
  says: string;
  threshold: number;
  /** of this many periods, all must breach */
  periods?: number;
  /** rings when the value is below the threshold, or when there is none */
  below?: true;
}

/**
 * Each alarm is a symptom that somebody must act on, and not one per function: a door's errors are answers 5xx, a
 * step's errors end an execution, a listener's errors end in the queue. Ten metrics are watched; that many are free.
 */
export function createAlarms(scope: Construct, watched: Watched, options: Options): void {
  const room = new Construct(scope, 'Alarms');
  const topic = createTopic(room, options);
  for (const [name, spec] of Object.entries(alarms(watched, options))) {
    const alarm = new Alarm(room, name, {
      alarmDescription: `${spec.says} See docs/runbook.md#${section(name)}.`,
      metric: spec.metric,
      threshold: spec.threshold,
      evaluationPeriods: spec.periods ?? 1,
      comparisonOperator: spec.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: spec.below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (topic) alarm.addAlarmAction(new SnsAction(topic));
  }
}

/** `ApiFaults` has the section `api-faults`. */
const section = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();

function createTopic(scope: Construct, { alarmEmail }: Options): Topic | undefined {
  if (alarmEmail === undefined) return undefined;
  const topic = new Topic(scope, 'Topic', { displayName: 'Waybill alarms', enforceSSL: true });
  topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}

function alarms(watched: Watched, options: Options): Readonly<Record<string, AlarmSpec>> {
  return {
    ...apiAlarms(watched),
    ...ingestAlarms(watched),
    ...eventAlarms(watched, options),
    ...capacityAlarms(watched),
  };
}

const sum = { statistic: Stats.SUM, period: Duration.minutes(5) };

function apiAlarms({ api }: Watched): Record<string, AlarmSpec> {
  return {
    ApiFaults: {
      metric: api.metricServerError(sum),
      says: 'The API answered with five or more server errors within five minutes.',
      threshold: 5,
    },
    ApiSlow: {
      metric: api.metricLatency({ statistic: Stats.percentile(95), period: Duration.minutes(5) }),
      says: 'One answer in twenty took longer than five seconds for 15 minutes.',
      threshold: 5_000,
      periods: 3,
    },
  };
}

/** A submission that a step refuses, and one that is cancelled, does not fail its execution. */
function ingestAlarms({ ingest }: Watched): Record<string, AlarmSpec> {
  return {
    IngestFailed: {
      metric: ingest.metricFailed(sum),
      says: 'An ingest execution failed for a reason that is not the submitter’s.',
      threshold: 1,
    },
    IngestTimedOut: {
      metric: ingest.metricTimedOut(sum),
      says: 'An ingest execution ran out of time.',
      threshold: 1,
    },
  };
}

function eventAlarms({ undelivered, functions }: Watched, { timers }: Options): Record<string, AlarmSpec> {
  const rounds = Duration.minutes(60 * Math.ceil((timers.sweepMinutes * 4) / 60));
  return {
    UndeliveredEvents: {
      metric: undelivered.metricApproximateNumberOfMessagesVisible({ ...sum, statistic: Stats.MAXIMUM }),
      says: 'An event was given up: it could not be delivered, or its function failed on it three times.',
      threshold: 1,
    },
    LateNotifications: {
      metric: functions.Notify.metric('AsyncEventAge', { statistic: Stats.MAXIMUM, period: Duration.minutes(5) }),
      says: 'A mail or a webhook waited longer than 15 minutes.',
      threshold: Duration.minutes(15).toMilliseconds(),
    },
    SweeperSilent: {
      metric: functions.Sweeper.metricInvocations({ ...sum, period: rounds }),
      says: 'The sweeper has not run for four of its rounds.',
      threshold: 1,
      below: true,
    },
  };
}

function capacityAlarms({ table }: Watched): Record<string, AlarmSpec> {
  const throttled = (name: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: name,
      dimensionsMap: { TableName: table.tableName },
      ...sum,
    });
  return {
    TableThrottled: {
      metric: new MathExpression({
        expression: 'reads + writes',
        usingMetrics: { reads: throttled('ReadThrottleEvents'), writes: throttled('WriteThrottleEvents') },
        label: 'Throttled requests',
        period: Duration.minutes(5),
      }),
      says: 'DynamoDB turned requests away.',
      threshold: 10,
      periods: 2,
    },
    // Without a dimension: every function of the account in this region shares one limit.
    FunctionsThrottled: {
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', ...sum }),
      says: 'Lambda turned invocations away: the account’s limit of functions at work is reached.',
      threshold: 1,
      periods: 2,
    },
  };
}
