import { randomBytes, randomUUID } from 'node:crypto';
import { createDefinitionStore } from '../../adapters/dynamodb/manifest-store.ts';
import { eventIdOf, publish } from '../../adapters/events/bus.ts';
import { openObject } from '../../adapters/s3/objects.ts';
import { type DryRunEnded, EVENT_ISSUES } from '../../domain/notification/events.ts';
import { newIdentity } from '../../domain/submission/identity.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { checkManifestStream } from '../manifests/check-stream.ts';
import { table } from '../table.ts';
import { uploads } from './buckets.ts';
import type { ManifestForm } from './manifest-form.ts';
import type { routes } from './routes.ts';
import { config } from './store.ts';

/**
 * Checks a manifest and answers with every error where it stands; the outcome goes out by mail as well, as NeMO's
 * users expect. Nothing is stored: the id names the dry run in the mail, and is in no history.
 */
export async function dryRun(call: Call<(typeof routes)['createSubmission']>, form: ManifestForm): Promise<Reply> {
  const definitions = await createDefinitionStore(table).load();
  const report = await checkManifestStream(await bytesOf(form), definitions);
  const { id } = newIdentity(randomBytes, config.SITE_IDS);
  await publish('DryRunEnded', {
    eventId: eventIdOf(id, randomUUID()),
    submissionId: id,
    userId: call.principal.userId,
    success: report.valid,
    manifest: form.name,
    profile: report.profile,
    fileCount: report.rows,
    issues: report.errors.slice(0, EVENT_ISSUES),
    issueCount: report.totalErrors,
  } satisfies DryRunEnded);
  return ok({ result: report.valid ? 'success' : 'failure', id, dryrun: true, ...report });
}

async function bytesOf(form: ManifestForm): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
  if ('bytes' in form.source) return [form.source.bytes];
  return (await openObject({ bucket: uploads, key: form.source.key })).stream;
}
