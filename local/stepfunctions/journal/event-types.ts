import type { JournalRecord } from './records.ts';

const ENDINGS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** The types of the history events that a record stands for, in order. */
export function eventTypes(record: JournalRecord): readonly string[] {
  switch (record.t) {
    case 'start':
      return ['ExecutionStarted'];
    case 'enter':
      return [`${record.type}StateEntered`];
    case 'exit':
      return [`${record.type}StateExited`];
    case 'attempt':
      return ['TaskScheduled', 'TaskStarted'];
    case 'submitted':
      return ['TaskSubmitted'];
    case 'result':
      return ['TaskSucceeded'];
    case 'failure':
      return [record.how === 'failed' ? 'TaskFailed' : 'TaskTimedOut'];
    case 'fork':
      return [`${record.type}StateStarted`];
    case 'joined':
      return [`${record.type}StateSucceeded`];
    case 'split':
      return [`${record.type}StateFailed`];
    case 'begin':
    case 'finish':
    case 'broken':
    case 'dropped':
      return record.type === 'Map' ? [ITERATIONS[record.t]] : [];
    case 'end':
      return [ENDINGS[record.status]];
    case 'heartbeat':
    case 'retry':
      return [];
  }
}

const ITERATIONS = {
  begin: 'MapIterationStarted',
  finish: 'MapIterationSucceeded',
  broken: 'MapIterationFailed',
  dropped: 'MapIterationAborted',
} as const;
