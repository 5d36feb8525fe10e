import { routes as nemoRoutes } from '../../functions/nemo/routes.ts';
import { routes as uploadRoutes } from '../../functions/uploads/routes.ts';
import { csvFile, form, manifestOf, put, type SampleFile, type Target } from '../service/submitting.ts';
import type { Calls } from './call-counter.ts';
import { ask, type Door, type InProcess } from './in-process.ts';

/** The steps that work file by file, by their entries. */
const STEPS = {
  qc_complete: 'ingest/qc-complete.ts',
  https_release: 'ingest/https-release.ts',
  gcp_release: 'ingest/gcp-release.ts',
  portal_release: 'ingest/portal-release.ts',
} as const;
type Step = keyof typeof STEPS;

/** What each step asks of AWS for one small file: two submissions that differ in nothing but their files tell it. */
export async function measureSteps(functions: InProcess): Promise<Map<Step, number>> {
  // the key of the mirror is read once per process
  await throughTheSteps(functions, 1);
  const few = await throughTheSteps(functions, 2);
  const more = await throughTheSteps(functions, 12);
  return new Map([...few].map(([step, { total }]) => [step, ((more.get(step)?.total ?? 0) - total) / 10]));
}

async function throughTheSteps(functions: InProcess, count: number): Promise<Map<Step, Calls>> {
  const token = await functions.tokenFor(`submitter-${count}`);
  const nemo: Door = { handler: await functions.load('nemo/index.ts'), routes: nemoRoutes };
  const files = Array.from({ length: count }, (_, index) => csvFile(`file-${index}.csv`));
  const body = { token, form: form(manifestOf(files)) };
  const { id } = await ask<{ id: string }>(nemo, 'POST /api/submission', body);
  await functions.run('ingest/manifest-validated.ts', { submissionId: id, attempt: 1 });
  await upload(functions, { token, id, files });
  const calls = new Map<Step, Calls>();
  for (const [step, entry] of Object.entries(STEPS) as [Step, string][]) {
    calls.set(step, await functions.counter.count(() => functions.run(entry, { submissionId: id, attempt: 1 })));
  }
  return calls;
}

async function upload(
  functions: InProcess,
  { token, id, files }: { token: string; id: string; files: readonly SampleFile[] },
): Promise<void> {
  const uploads: Door = { handler: await functions.load('uploads/index.ts'), routes: uploadRoutes };
  const json = { files: files.map(({ name, bytes }) => ({ name, size: bytes.length })) };
  const answer = await ask<{ files: Target[] }>(uploads, `POST /api/v1/submissions/${id}/uploads`, { token, json });
  for (const [index, target] of answer.files.entries()) await put(target, files[index]?.bytes ?? Buffer.alloc(0));
  const names = files.map(({ name }) => name);
  await ask(uploads, `POST /api/v1/submissions/${id}/uploads/confirm`, { token, json: { names } });
}
