import type { Readable } from 'node:stream';
import { S3Error } from '../errors.ts';
import { type XmlValue, xmlDocument } from '../xml.ts';

export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
}

/** Every object says so, as in S3, which encrypts all since 2023; here nothing is encrypted on the disk. */
export const ENCRYPTED = { 'x-amz-server-side-encryption': 'AES256' } as const;

export function xmlResponse(
  root: string,
  content: Readonly<Record<string, XmlValue>>,
  headers: Readonly<Record<string, string>> = {},
): S3Response {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root, content) };
}

export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers };
}

/** HTTP headers are ISO 8859-1 text without control characters; S3 refuses what cannot be sent as one. */
export function sendable(value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.');
}

/** Leaves out what is undefined. */
export function definedHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
