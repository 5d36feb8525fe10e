import { hashObject } from '../../adapters/content/hash.ts';
import { inflateHead } from '../../adapters/content/inflate.ts';
import { allFiles, type FileRow, updateFile } from '../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { putObject, readRange } from '../../adapters/s3/objects.ts';
import { type QcReport, qcMessage, summarise } from '../../domain/ingest/qc-report.ts';
import { type InspectedFile, type InspectionState, inspectFile } from '../../domain/quality/inspect.ts';
import { OUTPUTS, outputKey } from '../../domain/submission/outputs.ts';
import { type FileWork, fanOutHandler } from './fan-out.ts';
import { openFileStep } from './file-step.ts';
import type { StepResult } from './step.ts';

const { table, uploads, releases, pace } = openFileStep();
const places = { table, uploads, releases };

/** Tables are read, and tasks run, for submissions to assignments and to jobs alone: others begin without. */
const inputWork = () => import('./checks/input-work.ts');
const checksEnd = () => import('./checks/finish-checks.ts');
const tasks = () => import('./tasks/job-tasks.ts');

/** Step 3: the stored bytes are what was declared, and of the type that was declared. */
export const handler = fanOutHandler({ table, step: 'qc_complete', ...pace, work: inspect, finish: report });

async function inspect(
  submission: SubmissionRow,
  file: FileRow,
  partial: string | undefined,
  isLate: () => boolean,
): Promise<FileWork> {
  if (file.state === 'verified' || file.state === 'released') return 'done';
  const { objectKey, versionId, size } = file;
  if (objectKey === undefined || versionId === undefined || size === undefined) {
    await updateFile(table, file, { state: 'failed', problem: `${file.name} is not there.` }, { state: file.state });
    return 'done';
  }
  const read = (start: number, end: number) => readRange({ bucket: uploads, key: objectKey, versionId, start, end });
  const tools = { read, inflate: inflateHead, hash: hashObject, deadline: isLate };
  const look = (hasSchema: boolean, state?: InspectionState) =>
    inspectFile({ ...inspected(file, size), hasSchema }, tools, state);
  const work =
    submission.door === 'gateway'
      ? await (await inputWork()).workOnInput(places, file, look, partial, isLate)
      : await look(false, partial === undefined ? undefined : (JSON.parse(partial) as InspectionState));
  if (!work.done) return { partial: JSON.stringify(work.state) };
  const { ok, checks } = work.report;
  const problem = checks.find((check) => check.outcome === 'failed')?.message;
  // only as it was read: another run of this step, or of those after it, may be further by now
  await updateFile(table, file, { state: ok ? 'verified' : 'failed', checks, problem }, { state: file.state });
  return 'done';
}

function inspected(file: FileRow, size: number): InspectedFile {
  const sha256 =
    file.declaredSha256 === undefined ? [] : [{ algorithm: 'sha256' as const, value: file.declaredSha256 }];
  const checksums = file.checksum === undefined ? sha256 : [file.checksum, ...sha256];
  return {
    name: file.name,
    ...(file.type !== undefined && { type: file.type }),
    declared: { ...(file.declaredSize !== undefined && { size: file.declaredSize }), checksums },
    stored: { size, proved: file.proved ?? {} },
  };
}

/** The report is written before the step is recorded, so that an outcome never stands without its reasons. */
async function report(submission: SubmissionRow): Promise<Exclude<StepResult, { kind: 'shards' }>> {
  if (submission.door === 'gateway') await (await checksEnd()).finishChecks(places, submission);
  const files: QcReport['files'] = [];
  for await (const file of allFiles(table, submission.id)) {
    const { name, size = 0, checks = [], problem } = file;
    files.push({ name, size, ok: file.state === 'verified', checks, ...(problem !== undefined && { problem }) });
  }
  const summary = summarise(files);
  const hasTasks = submission.door === 'jobs' && summary.failed === 0;
  const job = hasTasks ? await (await tasks()).jobTasks(table, submission) : undefined;
  if (job?.kind === 'tasks') return job;
  await putObject({
    bucket: releases,
    key: outputKey(submission.id, OUTPUTS.qcReport),
    body: JSON.stringify({ submission: submission.id, attempt: submission.attempt, ...summary, files }),
    contentType: OUTPUTS.qcReport.contentType,
  });
  if (job?.kind === 'failed') return job;
  const kind = summary.failed === 0 ? ('passed' as const) : ('failed' as const);
  const completed = job?.kind === 'passed' ? job.changes : {};
  return {
    kind,
    message: qcMessage(summary, files, submission.door === 'nemo'),
    changes: { totalBytes: summary.bytes, ...completed },
  };
}
