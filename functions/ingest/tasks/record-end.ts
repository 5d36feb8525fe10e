import { readLog } from '../../../adapters/batch/log.ts';
import { storedName } from '../../../adapters/batch/transfer.ts';
import { endTaskRun, getTaskRun } from '../../../adapters/dynamodb/jobs/task-run-store.ts';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import { copyVersion } from '../../../adapters/s3/copy.ts';
import { listKeys } from '../../../adapters/s3/list.ts';
import { headObject, putObject } from '../../../adapters/s3/objects.ts';
import { wake } from '../../../adapters/stepfunctions/workflow.ts';
import { commandOf } from '../../../domain/job/command.ts';
import { type EndedCommand, judge } from '../../../domain/job/judge.ts';
import { plainEndings, resultNames } from '../../../domain/job/result-names.ts';
import { stepOf, type TaskResult } from '../../../domain/job/task-run.ts';
import { timestamp } from '../../../domain/submission/submission.ts';
import { log } from '../../log.ts';
import { outputLimits } from './limits.ts';
import type { Planned } from './plan.ts';
import { settingsOf, type TaskTools, workPrefix } from './tools.ts';

/** How a task ended: by its command, or before that was run at all. */
export type Ended =
  | {
      end: EndedCommand;
      /** what it has printed, or where that can be read */
      printed?: string;
      logStream?: string;
    }
  | { refused: string };

/** Keeps the results of a run, records its end, and wakes who waits for it. Repeated, it changes nothing. */
export async function finishTask(tools: TaskTools, planned: Planned, ended: Ended): Promise<void> {
  const { submission, task, nonce } = planned;
  const result: TaskResult =
    'refused' in ended ? { behaviour: 'fail', message: ended.refused } : await resultOf(tools, planned, ended);
  const end = { result, endedAt: timestamp(new Date()) };
  await endTaskRun(tools.table, submission.id, { task: task.name, nonce }, end);
  log.info('task ended', { submission: submission.id, task: task.name, behaviour: result.behaviour });
  // read again: whoever has recorded the end before may have died before waking
  const run = await getTaskRun(tools.table, submission.id, task.name);
  if (run?.nonce === nonce && run.taskToken !== undefined) await wake(run.taskToken);
}

type Finished = Extract<Ended, { end: EndedCommand }>;

interface Made {
  file: string;
  /** absent for what was printed */
  key?: string;
  text?: string;
}

async function resultOf(tools: TaskTools, planned: Planned, ended: Finished): Promise<TaskResult> {
  const { submission, snapshot, task } = planned;
  const limits = outputLimits(snapshot, submission, task.name);
  const context = { uuid: submission.uuid, directory: '', values: snapshot.values };
  const command = commandOf(task, context).map((argument) => argument.replace(/^\//, ''));
  const judged = { step: stepOf(snapshot, task.name), command, outputBytes: limits.bytes };
  const early = judge(task, ended.end, { ...judged, missing: [] });
  if (early.behaviour === 'fail') return early;
  const printed = await printedBy(tools, planned, ended, limits.printedBytes);
  if (printed === 'tooLarge') {
    const reason = `it printed more than ${limits.printedBytes} bytes`;
    return judge(task, { ...ended.end, ended: 'tooLarge', reason }, { ...judged, missing: [] });
  }
  const made = [...(await filesOf(tools, planned)), ...printed];
  const files = made.map(({ file }) => file);
  const { names, missing } = resultNames(task, submission.uuid, files, plainEndings(snapshot, task));
  const result = judge(task, ended.end, { ...judged, missing });
  if (result.behaviour === 'fail') return result;
  for (const { file, stored } of names) {
    const source = made.find((one) => one.file === file);
    if (source !== undefined) await keep(tools, planned, source, stored);
  }
  return result;
}

async function filesOf({ uploads }: TaskTools, { submission, nonce }: Planned): Promise<Made[]> {
  const prefix = `${workPrefix(submission.id, nonce)}out/`;
  return (await listKeys(uploads, prefix)).flatMap((key) => {
    const file = storedName(prefix, key);
    return file === undefined ? [] : [{ file, key }];
  });
}

async function printedBy(
  tools: TaskTools,
  { task, submission }: Planned,
  { printed, logStream }: Finished,
  most: number,
): Promise<Made[] | 'tooLarge'> {
  if (task.stdout === undefined) return [];
  const read = async () => (logStream === undefined ? '' : readLog(settingsOf(tools).logGroup, logStream, most));
  const text = printed ?? (await read());
  if (text === undefined || Buffer.byteLength(text) > most) return 'tooLarge';
  return [{ file: `${submission.uuid}${task.stdout}`, text }];
}

/** The object first, then the record: what is told of can be fetched. */
async function keep(tools: TaskTools, planned: Planned, { key, text = '' }: Made, stored: string): Promise<void> {
  const { submission, snapshot, task } = planned;
  const target = { bucket: tools.releases, key: `records/${submission.id}/${stored}` };
  const contentType = key === undefined ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  const { size } =
    key === undefined
      ? await putObject({ ...target, body: text, contentType })
      : await copyOutput(tools, key, { ...target, contentType });
  await recordOutput(tools.table, submission.id, stored, {
    name: stored,
    contentType,
    size,
    createdAt: timestamp(new Date()),
    step: stepOf(snapshot, task.name),
    task: task.name,
  });
}

async function copyOutput(
  { uploads }: TaskTools,
  key: string,
  to: Parameters<typeof copyVersion>[0]['to'],
): Promise<{ size: number }> {
  const object = await headObject({ bucket: uploads, key });
  if (object?.versionId === undefined) throw new Error(`The output ${key} is gone, or its bucket keeps no versions.`);
  const { size, versionId } = object;
  await copyVersion({ from: { bucket: uploads, key, versionId, size }, to });
  return { size };
}
