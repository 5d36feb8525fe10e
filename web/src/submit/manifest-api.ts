import { api, bodyOf } from '../api/client.ts';
import type { Target } from '../uploads/announce.ts';
import type { Report } from './report.ts';

const MOST_ISSUES = 10_000;

/** A manifest that was dropped; with a reference, where it was uploaded ahead. */
export interface Manifest {
  file: File;
  reference: string | undefined;
}

const bodyWith = ({ file, reference }: Manifest): unknown => (reference === undefined ? file : { manifest: reference });

/** Where to send a manifest ahead, and what it is called from then on. */
export async function announceManifest(size: number): Promise<{ reference: string; target: Target }> {
  const { manifest, url, method, headers, expires } = await bodyOf(
    api.POST('/api/v1/manifest-uploads', { body: { size } }),
  );
  return {
    reference: manifest,
    target: { name: manifest, upload: manifest, url, method, headers, expiresAt: expires },
  };
}

/** Bytes go as they are, everything else as JSON. */
const serialize = (body: unknown): BodyInit => (body instanceof Blob ? body : JSON.stringify(body));
const typed = (body: unknown) => ({
  'content-type': body instanceof Blob ? 'application/octet-stream' : 'application/json',
});

/** A dry run: all errors at once, and nothing is recorded. */
export async function checkManifest(manifest: Manifest): Promise<Report> {
  const body = bodyWith(manifest);
  const query = { max: MOST_ISSUES, table: 'y' };
  const options = { params: { query }, body: body as never, bodySerializer: serialize, headers: typed(body) };
  return bodyOf(api.POST('/api/v1/manifest-checks', options));
}

/** The manifest with its misspelt terms replaced by the nearest valid ones. */
export async function correctedCopy(manifest: Manifest): Promise<Blob> {
  const body = bodyWith(manifest);
  const query = { corrected: 'y' };
  const options = { params: { query }, body: body as never, bodySerializer: serialize, headers: typed(body) };
  return bodyOf(api.POST('/api/v1/manifest-checks', { ...options, parseAs: 'blob' }) as never);
}

export interface NewSubmission {
  manifest: Manifest;
  label: string;
  /** SPDX identifier, or nothing */
  licence: string;
  /** YYYY-MM-DD, or nothing */
  embargoUntil: string;
  /** the same for every try, so that two tries make one submission */
  key: string;
}

/** @returns the id of the submission */
export async function submitManifest({ manifest, label, licence, embargoUntil, key }: NewSubmission): Promise<string> {
  const { file, reference } = manifest;
  const form = new FormData();
  if (reference === undefined) form.set('manifest', file, file.name);
  else form.set('manifest_upload', reference);
  if (label !== '') form.set('label', label);
  if (licence !== '') form.set('licence', licence);
  if (embargoUntil !== '') form.set('embargo_until', embargoUntil);
  const options = {
    params: { header: { 'Idempotency-Key': key } },
    body: form as never,
    bodySerializer: (body: unknown) => body as FormData,
  };
  return (await bodyOf(api.POST('/api/submission', options))).id;
}
