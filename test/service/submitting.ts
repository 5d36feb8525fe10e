import { createHash, randomBytes } from 'node:crypto';
import { type Caller, call, expectOk, until } from './client.ts';

export interface SampleFile {
  name: string;
  bytes: Buffer;
  type?: string;
  /** what the manifest says, where it shall not be the truth */
  md5?: string;
}

export interface NemoStep {
  name: string;
  success: boolean;
  date: string;
  msg: string;
}

export interface NemoSubmission {
  id: string;
  submitter: string;
  creation: string;
  complete: boolean;
  success: boolean;
  steps: NemoStep[];
  policy?: string;
}

export const COLUMNS =
  'File_name Sample_ID Program Sub-program Lab Species Modality Technique Subspecimen_type Data_type File_type Access Checksum Anatomical_site Counts_pipeline Read_aligner Genome_build Gene_set_release BCDC_Project BCDC_collection CA_usage CA_IC_id CA_donor CA_tissue_provider'.split(
    ' ',
  );

export const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

/** A CSV file with some rows, different from every other. */
export const csvFile = (name: string, rows = 3): SampleFile => ({
  name,
  type: 'csv',
  bytes: Buffer.from(
    `gene,count\n${Array.from({ length: rows }, (_, n) => `g${n},${randomBytes(4).readUInt32LE()}`).join('\n')}\n`,
  ),
});

/** One row of NeMO's 24 columns; `changes` by column name. */
export function manifestRow(file: SampleFile, access = 'open', changes: Record<string, string> = {}): string[] {
  const values: Record<string, string> = {
    File_name: file.name,
    Sample_ID: 'S1',
    Program: 'biccn',
    'Sub-program': 'U19_zeng',
    Lab: 'zeng',
    Species: 'mouse',
    Modality: 'transcriptome',
    Technique: 'Drop-seq',
    Subspecimen_type: 'cells',
    Data_type: 'counts',
    File_type: file.type ?? 'csv',
    Access: access,
    Checksum: file.md5 ?? md5(file.bytes),
    ...changes,
  };
  return COLUMNS.map((column) => values[column] ?? '');
}

export const tsv = (rows: readonly (readonly string[])[]): Buffer =>
  Buffer.from(`${rows.map((row) => row.join('\t')).join('\n')}\n`);

/** Controlled data of the program biccn needs consent columns; that of other programs does not. */
export function manifestOf(files: readonly SampleFile[], access = 'open'): Buffer {
  const changes: Record<string, string> = access === 'controlled' ? { Program: 'other' } : {};
  return tsv([COLUMNS, ...files.map((file) => manifestRow(file, access, changes))]);
}

export function form(manifest: Buffer, fields: Record<string, string> = {}, name = 'manifest.tsv'): FormData {
  const data = new FormData();
  data.set('manifest', new Blob([new Uint8Array(manifest)]), name);
  for (const [field, value] of Object.entries(fields)) data.set(field, value);
  return data;
}

export async function submit(caller: Caller, manifest: Buffer, fields: Record<string, string> = {}): Promise<string> {
  const { id } = await expectOk<{ id: string }>(caller, '/api/submission', { raw: form(manifest, fields) });
  return id;
}

export const read = (caller: Caller, id: string): Promise<NemoSubmission> => expectOk(caller, `/api/submission/${id}`);

export const stepEnded = (caller: Caller, id: string, step: string, seconds = 30): Promise<NemoSubmission> =>
  until(
    `${step} of ${id}`,
    () => read(caller, id),
    ({ complete, steps }) => complete || steps.some(({ name }) => name === step),
    seconds,
  );

export const ended = (caller: Caller, id: string, seconds = 60): Promise<NemoSubmission> =>
  until(
    `the end of ${id}`,
    () => read(caller, id),
    ({ complete }) => complete,
    seconds,
  );

export interface Target {
  name: string;
  upload: string;
  url: string;
  headers: Record<string, string>;
  partSize?: number;
  partCount?: number;
  parts?: { partNumber: number; url: string }[];
}

export async function announce(caller: Caller, id: string, files: readonly SampleFile[]): Promise<Target[]> {
  const body = { files: files.map(({ name, bytes }) => ({ name, size: bytes.length })) };
  return (await expectOk<{ files: Target[] }>(caller, `/api/v1/submissions/${id}/uploads`, { body })).files;
}

export async function put(target: Target, bytes: Buffer): Promise<Response> {
  return fetch(target.url, { method: 'PUT', headers: target.headers, body: new Uint8Array(bytes) });
}

/** Announces and uploads files, a hundred at a time. */
export async function upload(caller: Caller, id: string, files: readonly SampleFile[]): Promise<void> {
  for (let i = 0; i < files.length; i += 100) {
    const some = files.slice(i, i + 100);
    const targets = await announce(caller, id, some);
    await Promise.all(
      targets.map(async (target, index) => {
        const response = await put(target, some[index]?.bytes ?? Buffer.alloc(0));
        if (!response.ok) throw new Error(`PUT ${target.name}: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      }),
    );
  }
}

/** A submission from manifest to the last step. */
export async function release(
  caller: Caller,
  files: readonly SampleFile[],
  access = 'open',
  fields = {},
): Promise<NemoSubmission> {
  const id = await submit(caller, manifestOf(files, access), fields);
  await stepEnded(caller, id, 'manifest_validated');
  await upload(caller, id, files);
  return ended(caller, id);
}

/** The bytes of a download: sent at once where they are few, else behind a redirect. */
export async function download(caller: Caller, path: string): Promise<Buffer> {
  const { status, headers, text } = await call(caller, path);
  const location = headers.get('location');
  if (status === 200) return Buffer.from(text);
  if (status !== 302 || location === null) throw new Error(`${path} answered ${status}: ${text}`);
  const response = await fetch(location);
  if (!response.ok) throw new Error(`${location} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
