import { randomBytes, randomUUID } from 'node:crypto';
import { createSubmission as store } from '../../adapters/dynamodb/submission-create.ts';
import { putObject } from '../../adapters/s3/objects.ts';
import { WEBHOOK_SECRET_HEADER } from '../../domain/notification/webhook.ts';
import { newIdentity } from '../../domain/submission/identity.ts';
import { type ManifestReference, timestamp } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { viaOf } from '../http/via.ts';
import { startDueAt, startExecution } from '../ingest/start-execution.ts';
import { table } from '../table.ts';
import { uploads } from './buckets.ts';
import { dryRun } from './dry-run.ts';
import { readManifestForm } from './manifest-form.ts';
import type { routes } from './routes.ts';
import { config } from './store.ts';

/**
 * Takes a manifest in: it is stored first, then the submission is written, then the state machine starts. Whatever
 * stops half-way leaves either nothing that anybody sees, or a submission that the sweeper starts.
 */
export async function createSubmission(call: Call<(typeof routes)['createSubmission']>): Promise<Reply> {
  const form = await readManifestForm(call);
  if (/^(y|yes|true|1)$/i.test(call.rawQuery['dryrun'] ?? '')) return dryRun(call, form);
  const { once } = call;
  // the sweeper has started it, or will
  if (once?.made !== undefined) return ok({ result: 'success', id: once.made });
  const now = new Date();
  const { source } = form;
  const key = 'key' in source ? source.key : `manifests/${call.principal.userId}/${randomUUID()}`;
  const stored = 'key' in source ? undefined : storeManifest(key, source.bytes);
  const manifest: ManifestReference = { key, name: form.name, size: form.size };
  const submission = await store(
    table,
    {
      submission: {
        door: 'nemo',
        via: viaOf(call.headers),
        submitterId: call.principal.userId,
        submitter: call.principal.username,
        groupId: call.principal.groupId,
        state: 'running',
        createdAt: timestamp(now),
        updatedAt: timestamp(now),
        attempt: 1,
        steps: {},
        manifest,
        ...(form.embargoUntil !== undefined && { embargoUntil: form.embargoUntil }),
        ...(form.label !== undefined && { label: form.label }),
        ...(form.licence !== undefined && { licence: form.licence }),
      },
      ...(form.webhook !== undefined && { webhook: { ...form.webhook } }),
      dueAt: startDueAt(now.getTime()),
      ...(once && { also: ({ id }) => [once.madeItem(id)] }),
    },
    () => newIdentity(randomBytes, config.SITE_IDS),
    stored,
  );
  await startExecution(submission);
  const answer = ok({ result: 'success', id: submission.id });
  // in a header, since NeMO's clients know the body; told this once
  return form.webhook === undefined ? answer : { ...answer, headers: { [WEBHOOK_SECRET_HEADER]: form.webhook.secret } };
}

const storeManifest = (key: string, body: Buffer) =>
  putObject({ bucket: uploads, key, body, contentType: 'application/octet-stream', ifNoneMatch: true });
