import { NO_RULE } from '../../functions/datameta/metadatum.ts';
import { type Caller, call, expectOk } from '../client.ts';
import { md5 } from '../submitting.ts';

export interface Identifier {
  uuid: string;
  site: string;
}

export interface Announced {
  id: Identifier;
  name: string;
  urlToUpload: string;
  requestHeaders: Record<string, string>;
  userId: Identifier;
  expires: string;
}

export interface FileResponse {
  id: Identifier;
  name: string;
  contentUploaded: boolean;
  checksum: string;
  filesize: number | null;
  userId: Identifier;
  expires: string | null;
}

export interface SubmissionResponse {
  id: Identifier;
  label: string | null;
  metadatasetIds: Identifier[];
  fileIds: Identifier[];
}

export interface Fault {
  exception: string;
  entity?: Identifier;
  field?: string;
  message: string;
}

/** The definitions that DataMeta's own examples use. */
export async function defineMetadata(admin: Caller): Promise<void> {
  const definitions = [
    {
      name: '#ID',
      isMandatory: true,
      isSiteUnique: true,
      regExp: '[A-Za-z0-9-]+',
      regexDescription: 'letters, digits',
    },
    { name: 'Date', isMandatory: true, dateTimeFmt: '%Y-%m-%d' },
    { name: 'ZIP Code', isMandatory: true, regExp: '[0-9]{3}', regexDescription: '3 digits' },
    { name: 'FileR1', isFile: true },
    { name: 'FileR2', isFile: true },
  ];
  for (const [order, definition] of definitions.entries()) {
    await expectOk(admin, '/api/v1/metadata', { body: { ...NO_RULE, ...definition, order } });
  }
}

export const announceFile = (caller: Caller, name: string, checksum: string): Promise<Announced> =>
  expectOk(caller, '/api/v1/files', { body: { name, checksum } });

export function formOf(bytes: Buffer, name: string): FormData {
  const data = new FormData();
  data.set('file', new Blob([new Uint8Array(bytes)]), name);
  return data;
}

/** The client's three calls. */
export async function stageFile(caller: Caller, name: string, bytes: Buffer): Promise<FileResponse> {
  const { id, urlToUpload, requestHeaders } = await announceFile(caller, name, md5(bytes));
  const sent = await fetch(urlToUpload, { method: 'POST', headers: requestHeaders, body: formOf(bytes, name) });
  if (sent.status !== 204) throw new Error(`${urlToUpload} answered ${sent.status}: ${await sent.text()}`);
  return expectOk(caller, `/api/v1/files/${id.uuid}`, { method: 'PUT', body: { contentUploaded: true } });
}

export const stageSet = (caller: Caller, record: object): Promise<{ id: Identifier }> =>
  expectOk(caller, '/api/v1/metadatasets', { body: { record } });

export const submitAll = (caller: Caller, sets: readonly string[], files: readonly string[], label?: string | null) =>
  call<SubmissionResponse & Fault[]>(caller, '/api/v1/submissions', {
    body: { metadatasetIds: sets, fileIds: files, ...(label !== undefined && { label }) },
  });
