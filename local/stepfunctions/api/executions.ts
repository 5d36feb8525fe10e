import { endExecution } from '../executions/end.ts';
import { historyOf } from '../journal/history.ts';
import { readJournal } from '../journal/read-journal.ts';
import type { JournalRecord } from '../journal/records.ts';
import { executionArn } from '../machine.ts';
import { type ApiContext, findExecution, findMachine } from './context.ts';
import { pageOf } from './pages.ts';
import { DescribeExecution, GetExecutionHistory, ListExecutions, parseRequest, StopExecution } from './requests.ts';

export function describeExecution(context: ApiContext, body: unknown): object {
  const request = parseRequest(DescribeExecution, body);
  const { machine, entry, arn } = findExecution(context, 'DescribeExecution', request.executionArn);
  const records = readJournal(machine, entry.name);
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name: entry.name,
    status: entry.status,
    startDate: entry.startedAt / 1000,
    stopDate: entry.stoppedAt === undefined ? undefined : entry.stoppedAt / 1000,
    ...dataOf(records, request.includedData !== 'METADATA_ONLY'),
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'The local Step Functions service does not redrive executions',
  };
}

function dataOf(records: readonly JournalRecord[], included: boolean): object {
  const [start, end] = [records[0], records.at(-1)];
  const ended = end?.t === 'end' ? end : undefined;
  return {
    ...(included && start?.t === 'start' && { input: start.input }),
    inputDetails: { included },
    ...(ended?.output !== undefined && {
      ...(included && { output: JSON.stringify(ended.output) }),
      outputDetails: { included },
    }),
    error: ended?.error,
    cause: ended?.cause,
  };
}

/** Newest first. */
export function listExecutions(context: ApiContext, body: unknown): object {
  const request = parseRequest(ListExecutions, body);
  const machine = findMachine(context, 'ListExecutions', request.stateMachineArn);
  const wanted = machine.catalogue.entries
    .filter((entry) => request.statusFilter === undefined || entry.status === request.statusFilter)
    .reverse();
  const { items, nextToken } = pageOf(wanted, (entry) => entry.number, request.maxResults, request.nextToken);
  return {
    executions: items.map((entry) => ({
      executionArn: executionArn(machine, entry.name),
      stateMachineArn: machine.arn,
      name: entry.name,
      status: entry.status,
      startDate: entry.startedAt / 1000,
      stopDate: entry.stoppedAt === undefined ? undefined : entry.stoppedAt / 1000,
      redriveCount: 0,
    })),
    nextToken,
  };
}

/** An execution that has ended keeps its end; the answer is its date, as in AWS. */
export function stopExecution(context: ApiContext, body: unknown): object {
  const request = parseRequest(StopExecution, body);
  const { executionArn: arn, error, cause } = request;
  const { machine, entry } = findExecution(context, 'StopExecution', arn);
  const { now } = context.world.surroundings;
  if (entry.status === 'RUNNING')
    endExecution(context.world, machine, entry, { t: 'end', at: now(), status: 'ABORTED', error, cause });
  return { stopDate: (entry.stoppedAt as number) / 1000 };
}

export function getExecutionHistory(context: ApiContext, body: unknown): object {
  const request = parseRequest(GetExecutionHistory, body);
  const { machine, entry } = findExecution(context, 'GetExecutionHistory', request.executionArn);
  const events = historyOf(readJournal(machine, entry.name), machine.roleArn);
  if (request.reverseOrder === true) events.reverse();
  const { items, nextToken } = pageOf(events, (event) => event.id, request.maxResults, request.nextToken);
  const withData = request.includeExecutionData !== false;
  return { events: withData ? items : items.map(withoutData), nextToken };
}

function withoutData(event: object): object {
  return JSON.parse(
    JSON.stringify(event, (name, value) =>
      ['input', 'output', 'parameters', 'cause'].includes(name) ? undefined : value,
    ),
  ) as object;
}
