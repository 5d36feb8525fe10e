import { REGION } from '../../aws/account.ts';
import type { Json } from '../asl/json.ts';
import type { JournalRecord } from './records.ts';

type Details = Readonly<Record<`${string}EventDetails`, Readonly<Record<string, unknown>>>>;
type AttemptLike = Extract<JournalRecord, { t: 'attempt' | 'submitted' | 'result' | 'failure' }>;

/** The details member that the API has for an event of this type; empty where it has none. */
export function eventDetails(record: JournalRecord, type: string, roleArn: string): Details {
  switch (record.t) {
    case 'start':
      return { executionStartedEventDetails: { input: record.input, inputDetails: whole, roleArn } };
    case 'enter':
      return { stateEnteredEventDetails: { name: record.state, ...inputOf(record.input) } };
    case 'exit':
      return { stateExitedEventDetails: { name: record.state, ...outputOf(record.output) } };
    case 'attempt':
    case 'submitted':
    case 'result':
    case 'failure':
      return { [`${lowerFirst(type)}EventDetails`]: taskDetails(record, type) } as Details;
    case 'fork':
      return record.type === 'Map' ? { mapStateStartedEventDetails: { length: record.length } } : {};
    case 'begin':
    case 'finish':
    case 'broken':
    case 'dropped': {
      const index = Number(record.f.slice(record.f.lastIndexOf('.') + 1));
      return { [`${lowerFirst(type)}EventDetails`]: { name: record.name, index } } as Details;
    }
    case 'end': {
      const { output, error, cause } = record;
      const details = output === undefined ? { error, cause } : outputOf(output);
      return { [`${lowerFirst(type)}EventDetails`]: details } as Details;
    }
    default:
      return {};
  }
}

const whole = { truncated: false };

function taskDetails(record: AttemptLike, type: string): Readonly<Record<string, unknown>> {
  const resource = { resourceType: 'lambda', resource: 'invoke' };
  if (record.t === 'failure') return { ...resource, error: record.error, cause: record.cause };
  if (record.t !== 'attempt') return { ...resource, ...outputOf(record.output) };
  const name = { resourceType: 'lambda', resource: record.resource.slice('arn:aws:states:::lambda:'.length) };
  if (type === 'TaskStarted') return name;
  const { timeoutSeconds: timeoutInSeconds, heartbeatSeconds: heartbeatInSeconds } = record;
  const parameters = JSON.stringify(record.parameters);
  return { ...name, region: REGION, parameters, timeoutInSeconds, heartbeatInSeconds };
}

function inputOf(input: Json) {
  return { input: JSON.stringify(input), inputDetails: whole };
}

function outputOf(output: Json) {
  return { output: JSON.stringify(output), outputDetails: whole };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
