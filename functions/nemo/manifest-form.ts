import * as z from 'zod/mini';
import { headObject } from '../../adapters/s3/objects.ts';
import { invalid, notFound } from '../../domain/errors.ts';
import { manifestKey } from '../../domain/manifest/upload.ts';
import { parseNotification, type Webhook } from '../../domain/notification/webhook.ts';
import { licence } from '../../domain/submission/licence.ts';
import { readForm } from '../http/multipart.ts';
import { parse } from '../http/parse.ts';
import type { Call } from '../http/route.ts';
import { uploads } from './buckets.ts';
import type { routes } from './routes.ts';

/** What a submitter sends: the manifest's bytes, or the key of one that was uploaded ahead. */
export interface ManifestForm {
  name: string;
  /** bytes */
  size: number;
  source: { bytes: Buffer } | { key: string };
  webhook?: Webhook;
  embargoUntil?: string;
  label?: string;
  licence?: string;
}

const fields = z.object({
  manifest: z.optional(z.string()),
  manifest_upload: z.optional(z.string().check(z.maxLength(100))),
  notification: z.optional(z.string()),
  embargo_until: z.optional(z.iso.date('a date is YYYY-MM-DD')),
  label: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  licence: z.optional(licence),
});

/** A name for display: whatever path a client put before it is cut off. */
const baseName = (name: string): string => name.split(/[/\\]/).at(-1)?.slice(0, 255) || 'manifest';

/** Reads the form of a submission; each thing that is missing or wrong is told with what to send instead. */
export async function readManifestForm(call: Call<(typeof routes)['createSubmission']>): Promise<ManifestForm> {
  const form = await readForm(call.rawBody, call.headers['content-type']);
  const given = parse(fields, form.fields, 'form');
  const file = form.files['manifest'];
  const bytes = file?.bytes ?? (given.manifest === undefined ? undefined : Buffer.from(given.manifest));
  const rest = {
    ...(given.notification !== undefined && { webhook: parseNotification(given.notification) }),
    ...(given.embargo_until !== undefined && { embargoUntil: `${given.embargo_until}T00:00:00Z` }),
    ...(given.label !== undefined && { label: given.label }),
    ...(given.licence !== undefined && { licence: given.licence }),
  };
  if (bytes !== undefined) {
    if (bytes.length === 0) throw invalid('The manifest is empty. Send a CSV, TSV or XLSX file with a header row.');
    return { name: baseName(file?.fileName ?? ''), size: bytes.length, source: { bytes }, ...rest };
  }
  if (given.manifest_upload === undefined) {
    throw invalid("The form has no file 'manifest'. Send it as: curl -F manifest=@manifest.tsv");
  }
  return { ...(await uploaded(call.principal.userId, given.manifest_upload)), ...rest };
}

/** A manifest that its submitter has uploaded ahead with POST /api/v1/manifest-uploads; only their own are found. */
async function uploaded(userId: string, reference: string): Promise<Pick<ManifestForm, 'name' | 'size' | 'source'>> {
  const key = manifestKey(userId, reference);
  const object = key === undefined ? undefined : await headObject({ bucket: uploads, key });
  if (key === undefined || object === undefined) {
    throw notFound(
      `No manifest was uploaded as '${reference}'. Announce it with POST /api/v1/manifest-uploads, then PUT it.`,
    );
  }
  if (object.size === 0) throw invalid('The uploaded manifest is empty.');
  return { name: 'manifest', size: object.size, source: { key } };
}
