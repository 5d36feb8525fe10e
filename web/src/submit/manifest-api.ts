import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { Unreachable } from '../api/refusal.ts';

export type Report = paths['/api/v1/manifest-checks']['post']['responses']['200']['content']['application/json'];

/** Larger manifests do not fit a request and are uploaded ahead. */
const IN_REQUEST_BYTES = 4_000_000;
const MOST_ISSUES = 10_000;

/** Asks the API for something with the manifest as the body, or with its name where it was uploaded ahead. */
async function bodyWith(file: File): Promise<unknown> {
  return file.size <= IN_REQUEST_BYTES ? file : { manifest: await uploadAhead(file) };
}

async function uploadAhead(file: File): Promise<string> {
  const announced = await bodyOf(api.POST('/api/v1/manifest-uploads', { body: { size: file.size } }));
  const { url, method, headers, manifest } = announced;
  const response = await fetch(url, { method, headers, body: file }).catch(() => {
    throw new Unreachable();
  });
  if (!response.ok) throw new Error(`The manifest could not be uploaded: S3 answered ${response.status}.`);
  return manifest;
}

/** Bytes go as they are, everything else as JSON. */
const serialize = (body: unknown): BodyInit => (body instanceof Blob ? body : JSON.stringify(body));
const typed = (body: unknown) => ({
  'content-type': body instanceof Blob ? 'application/octet-stream' : 'application/json',
});

/** A dry run: all errors at once, and nothing is recorded. */
export async function checkManifest(file: File): Promise<Report> {
  const body = await bodyWith(file);
  const query = { max: MOST_ISSUES };
  const options = { params: { query }, body: body as never, bodySerializer: serialize, headers: typed(body) };
  return bodyOf(api.POST('/api/v1/manifest-checks', options));
}

/** The manifest with its misspelt terms replaced by the nearest valid ones. */
export async function correctedCopy(file: File): Promise<Blob> {
  const body = await bodyWith(file);
  const query = { corrected: 'y' };
  const options = { params: { query }, body: body as never, bodySerializer: serialize, headers: typed(body) };
  return bodyOf(api.POST('/api/v1/manifest-checks', { ...options, parseAs: 'blob' }) as never);
}

export interface NewSubmission {
  file: File;
  label: string;
  /** YYYY-MM-DD, or nothing */
  embargoUntil: string;
  /** the same for every try, so that two tries make one submission */
  key: string;
}

/** @returns the id of the submission */
export async function submitManifest({ file, label, embargoUntil, key }: NewSubmission): Promise<string> {
  const form = new FormData();
  if (file.size <= IN_REQUEST_BYTES) form.set('manifest', file, file.name);
  else form.set('manifest_upload', await uploadAhead(file));
  if (label !== '') form.set('label', label);
  if (embargoUntil !== '') form.set('embargo_until', embargoUntil);
  const options = {
    params: { header: { 'Idempotency-Key': key } },
    body: form as never,
    bodySerializer: (body: unknown) => body as FormData,
  };
  return (await bodyOf(api.POST('/api/submission', options))).id;
}
