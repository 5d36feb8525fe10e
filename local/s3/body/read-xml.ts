import { S3Error } from '../errors.ts';
import { parseXml, type XmlElement } from '../xml.ts';
import type { IncomingBody } from './incoming.ts';

/** The largest document is a CompleteMultipartUpload of 10,000 parts with two digests each. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Reads and verifies a body that is an XML document with this root element. */
export async function readXml(body: IncomingBody, root: string): Promise<XmlElement> {
  const text = await readText(body);
  if (text.trim() === '') throw new S3Error('MalformedXML');
  return parseXml(text, root);
}

export async function readText(body: IncomingBody): Promise<string> {
  if (body.length > MOST_BYTES) throw new S3Error('EntityTooLarge');
  const chunks: Buffer[] = [];
  for await (const chunk of body.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
