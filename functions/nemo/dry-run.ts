import { randomBytes, randomUUID } from 'node:crypto';
import { createDefinitionStore } from '../../adapters/dynamodb/manifest-store.ts';
import { eventIdOf, publish } from '../../adapters/events/bus.ts';
import { openObject } from '../../adapters/s3/objects.ts';
import { newIdentity, SUBMISSION_SITE_ID } from '../../domain/submission/identity.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { checkManifestStream } from '../manifests/check-stream.ts';
import type { ManifestForm } from './manifest-form.ts';
import type { routes } from './routes.ts';
import { table, uploads } from './store.ts';

/** Errors that the mail about a dry run tells; the response has more. */
const MAILED_ERRORS = 30;

/**
 * Checks a manifest and answers with every error where it stands; the outcome goes out by mail as well, as NeMO's
 * users expect. Nothing is stored: the id names the dry run in the mail, and is in no history.
 */
export async function dryRun(call: Call<(typeof routes)['createSubmission']>, form: ManifestForm): Promise<Reply> {
  const definitions = await createDefinitionStore(table).load();
  const report = await checkManifestStream(await bytesOf(form), definitions);
  const { id } = newIdentity(randomBytes, SUBMISSION_SITE_ID);
  await publish('DryRunEnded', {
    eventId: eventIdOf(id, randomUUID()),
    dryRunId: id,
    userId: call.principal.userId,
    manifestName: form.name,
    valid: report.valid,
    rows: report.rows,
    totalErrors: report.totalErrors,
    errors: report.errors.slice(0, MAILED_ERRORS).map(({ message, row, column }) => ({ message, row, column })),
  });
  return ok({ result: report.valid ? 'success' : 'failure', id, dryrun: true, ...report });
}

async function bytesOf(form: ManifestForm): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
  if ('bytes' in form.source) return [form.source.bytes];
  return (await openObject({ bucket: uploads, key: form.source.key })).stream;
}
