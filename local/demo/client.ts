import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DemoFile } from './files.ts';

/** A client of the public API, and of nothing else: what it does, any program can do. */
export interface Client {
  url: string;
  token: string;
}

export interface Step {
  name: string;
  success: boolean;
  date: string;
  msg: string;
}

export interface Submission {
  id: string;
  complete: boolean;
  success: boolean;
  steps: Step[];
}

export interface Announced {
  name: string;
  url: string;
  headers: Record<string, string>;
}

async function call<T>(client: Client, path: string, init: Omit<RequestInit, 'headers'> = {}): Promise<T> {
  const headers = { authorization: `Bearer ${client.token}` };
  const response = await fetch(client.url + path, { ...init, headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

export async function submit(client: Client, name: string, manifest: Buffer, query = ''): Promise<{ id: string }> {
  const form = new FormData();
  form.set('manifest', new Blob([new Uint8Array(manifest)]), name);
  return call(client, `/api/submission${query}`, { method: 'POST', body: form });
}

export const status = (client: Client, id: string): Promise<Submission> => call(client, `/api/submission/${id}`);

export async function announce(client: Client, id: string, files: readonly DemoFile[]): Promise<Announced[]> {
  const body = JSON.stringify({ files: files.map(({ name, size }) => ({ name, size })) });
  const path = `/api/v1/submissions/${id}/uploads`;
  return (await call<{ files: Announced[] }>(client, path, { method: 'POST', body })).files;
}

export async function listFiles(client: Client, id: string): Promise<{ name: string; url: string | null }[]> {
  return (await call<{ files: { name: string; url: string | null }[] }>(client, `/api/v1/submissions/${id}/files`))
    .files;
}

/** Sends a file straight to S3, with exactly the headers that the announcement asked for. */
export async function upload(file: DemoFile, target: Announced, onBytes: (count: number) => void): Promise<void> {
  const url = new URL(target.url);
  const open = url.protocol === 'https:' ? requestTls : request;
  const sending = open(url, { method: 'PUT', headers: { ...target.headers, 'content-length': file.size } });
  const answered = new Promise<void>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`The upload of ${file.name} was refused (${response.statusCode}): ${text}`));
      });
    });
  });
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  await Promise.all([pipeline(createReadStream(file.path), counted, sending), answered]);
}
