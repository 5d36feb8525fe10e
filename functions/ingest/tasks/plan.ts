import type { TransferPlan } from '../../../adapters/batch/transfer.ts';
import { getFile } from '../../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { putObject } from '../../../adapters/s3/objects.ts';
import { signPostForm } from '../../../adapters/s3/post-form.ts';
import { presignGet } from '../../../adapters/s3/presign.ts';
import type { InputFile } from '../../../domain/job/input-files.ts';
import { inputFiles } from '../../../domain/job/input-files.ts';
import type { JobSnapshot } from '../../../domain/job/job.ts';
import type { Task } from '../../../domain/job/task.ts';
import { outputLimits } from './limits.ts';
import { type TaskTools, workPrefix } from './tools.ts';

/**
 * Seconds for which a plan's URLs are signed. They never live longer than the credentials of the function that signs
 * them, which is hours: a job that has waited longer fails to bring its inputs, and is planned anew.
 */
const URL_SECONDS = 12 * 3600;

/** What a task reads is not there: its job's own fault. */
export class InputsMissing extends Error {
  override readonly name = 'InputsMissing';
}

export interface Planned {
  submission: SubmissionRow;
  snapshot: JobSnapshot;
  task: Task;
  nonce: string;
}

/** Where a task's inputs come from, and where its outputs go: URLs for this run alone. @throws InputsMissing */
export async function planTask(
  tools: TaskTools,
  { submission, snapshot, task, nonce }: Planned,
): Promise<TransferPlan> {
  const { files, missing } = inputFiles(snapshot, submission, task.name);
  if (missing.length > 0) {
    const nothing = `nothing that ends in ${missing.join(', ')} was submitted or made by an earlier step`;
    throw new InputsMissing(`Unable to prepare files and tmp directory: ${nothing}.`);
  }
  const prefix = `${workPrefix(submission.id, nonce)}out/`;
  const { bytes: maxBytes, files: maxFiles } = outputLimits(snapshot, submission, task.name);
  const form = await signPostForm(tools.uploads, { prefix, maxBytes, seconds: URL_SECONDS });
  const inputs = await Promise.all(
    files.map(async (file) => ({ name: file.name, url: await inputUrl(tools, submission.id, snapshot, file) })),
  );
  return {
    inputs,
    outputs: { endings: task.outputs, ignore: files.map(({ name }) => name), ...form, prefix, maxBytes, maxFiles },
  };
}

async function inputUrl(
  tools: TaskTools,
  id: string,
  snapshot: JobSnapshot,
  { name, from }: InputFile,
): Promise<string> {
  const target = { fileName: name, expiresIn: URL_SECONDS };
  if (from !== 'submitted') {
    const { url } = await presignGet({ bucket: tools.releases, key: `records/${id}/${from.stored}`, ...target });
    return url;
  }
  const file = await getFile(tools.table, id, snapshot.input);
  if (file?.objectKey === undefined || file.versionId === undefined) {
    throw new InputsMissing('Unable to prepare files and tmp directory: the submitted file is not there.');
  }
  const { objectKey: key, versionId } = file;
  return (await presignGet({ bucket: tools.uploads, key, versionId, ...target })).url;
}

/** Leaves the plan where the job's containers find it. @returns the URL that they are told */
export async function leavePlan(tools: TaskTools, { submission, nonce }: Planned, plan: TransferPlan): Promise<string> {
  const key = `${workPrefix(submission.id, nonce)}plan.json`;
  await putObject({ bucket: tools.uploads, key, body: JSON.stringify(plan), contentType: 'application/json' });
  const target = { bucket: tools.uploads, key, fileName: 'plan.json', expiresIn: URL_SECONDS };
  return (await presignGet(target)).url;
}
