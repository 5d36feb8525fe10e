import { type Actor, onceOnly } from '../actor.ts';
import { promise } from '../ledger.ts';
import type { Site } from '../site.ts';
import { meddle } from './changes.ts';

const INPUT = '>one\nACGT\n>two\nGGCC\n';

/** A job of one task, one of two steps, and one that fails. */
export async function defineJobs(site: Site, token: string): Promise<void> {
  const put = async (line: `PUT /${string}`, json: object) => {
    const { status, body } = await site.ask(-1, line, { token, json });
    if (status !== 200) throw new Error(`${line} answered ${status}: ${JSON.stringify(body)}`);
  };
  const task = (command: string[], more: object) => ({ image: 'any', command, inputs: ['.fasta'], ...more });
  await put('PUT /api/v1/tasks/heads', task(['grep', '-c', '>', '$I1'], { stdout: '.heads' }));
  await put('PUT /api/v1/tasks/copied', task(['cp', '$I1', '$O1'], { inputs: ['.heads'], outputs: ['.copied'] }));
  await put('PUT /api/v1/tasks/broken', task(['false'], { stdout: '.broken' }));
  for (const [name, tasks] of [
    ['one', ['heads']],
    ['two', ['heads', 'copied']],
    ['bad', ['broken']],
  ] as const) {
    const steps = tasks.map((one, ordering) => ({ task: one, ordering }));
    await put(`PUT /api/v1/jobs/${name}`, { public: false, groupId: site.group.id, steps });
  }
}

/** One job or several on one file; cancelled or redriven at times. */
export async function jobs(actor: Actor): Promise<void> {
  const drawn = actor.below(10);
  const job = drawn < 4 ? 'one' : drawn < 7 ? 'two' : drawn < 9 ? 'one,two' : 'bad';
  const form = new FormData();
  const fields = { job, submission_name: 'tortured', email: `job${actor.schedule}@example.org` };
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('input_data', new Blob([INPUT]), 'seq.fasta');
  const once = { form, ...onceOnly(actor, job.split(',').length) };
  const made = await actor.insist<{ UUID: string }>('POST /analytics_automated/submission/', once);
  if (made?.status !== 201) return;
  const batch = await actor.site.table.get({ PK: `BATCH#${made.body.UUID}`, SK: 'BATCH' });
  for (const id of (batch?.['submissionIds'] ?? []) as string[]) {
    await meddle(actor, promise(actor.ledger, id, 'jobs', { sent: true }));
  }
}
