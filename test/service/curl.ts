import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface CurlAnswer {
  status: number;
  text: string;
}

const installed = spawnSync('curl', ['--version']).status === 0;

/** Who sends the documented calls; stands in the names of the tests, so that a report says which it was. */
export const SENDER = installed ? 'curl' : 'fetch, since there is no curl on this machine';

/** Sends a documented call: `curl` with these arguments, or the same request without it. */
export const curl = (...args: string[]): Promise<CurlAnswer> => (installed ? runCurl(args) : fetchLike(args));

function runCurl(args: readonly string[]): Promise<CurlAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<CurlAnswer>();
  const report = ['--silent', '--show-error', '--write-out', '\n%{http_code}'];
  execFile('curl', [...report, ...args], { maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
    if (error) return reject(new Error(`curl ${args.join(' ')}: ${stderr}`));
    const end = stdout.lastIndexOf('\n');
    return resolve({ status: Number(stdout.slice(end + 1)), text: stdout.slice(0, end) });
  });
  return promise;
}

/** What curl makes of -X, -H, -d and -F name=@file: the options of the documented calls. */
async function fetchLike(args: readonly string[]): Promise<CurlAnswer> {
  const headers = new Headers();
  const form = new FormData();
  let [method, url, data]: (string | undefined)[] = [];
  for (let i = 0; i < args.length; i++) {
    const option = args[i] ?? '';
    const value = option.startsWith('-') ? (args[++i] ?? '') : option;
    if (option === '-X') method = value;
    else if (option === '-H') headers.set(...(value.split(': ', 2) as [string, string]));
    else if (option === '-d') data = value;
    else if (option === '-F') setFile(form, value);
    else if (option.startsWith('-')) throw new Error(`fetch does not know curl's ${option}`);
    else url = value;
  }
  const body = data ?? ([...form.keys()].length > 0 ? form : undefined);
  if (data !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
  const response = await fetch(url ?? '', {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body !== undefined && { body }),
  });
  return { status: response.status, text: await response.text() };
}

function setFile(form: FormData, field: string): void {
  const [name = '', value = ''] = field.split('=', 2);
  if (!value.startsWith('@')) form.set(name, value);
  else form.set(name, new Blob([new Uint8Array(readFileSync(value.slice(1)))]), basename(value));
}
