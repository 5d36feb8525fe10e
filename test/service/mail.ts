import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './client.ts';

export interface Attachment {
  name: string;
  type: string;
  bytes: Buffer;
}

/** A mail that the service has sent, as its reader sees it. */
export interface Letter {
  to: string;
  from: string;
  subject: string;
  text: string;
  attachments: Attachment[];
}

/** All mails to an address, oldest first. */
export function mailsTo(directory: string, address: string): Letter[] {
  const folder = join(directory, 'mail');
  return readdirSync(folder)
    .filter((name) => name.endsWith(`-${address}.eml`))
    .toSorted()
    .map((name) => readLetter(readFileSync(join(folder, name))));
}

/** Waits for a mail to this address whose subject is as wanted. */
export async function mailTo(directory: string, address: string, subject: RegExp): Promise<Letter> {
  const found = await until(
    `a mail ${subject} to ${address}`,
    async () => mailsTo(directory, address).map((letter) => ({ ...letter, attachments: letter.attachments })),
    (letters) => letters.some((letter) => subject.test(letter.subject)),
    60,
  );
  return found.find((letter) => subject.test(letter.subject)) as Letter;
}

interface Part {
  headers: Record<string, string>;
  body: Buffer;
}

function readLetter(bytes: Buffer): Letter {
  const message = readPart(bytes.toString('latin1'));
  const parts = partsOf(message);
  const attachments = parts.filter(({ headers }) => headers['content-disposition']?.startsWith('attachment') === true);
  return {
    to: message.headers['to'] ?? '',
    from: message.headers['from'] ?? '',
    subject: message.headers['subject'] ?? '',
    text: (parts.find((part) => !attachments.includes(part))?.body ?? Buffer.alloc(0)).toString('utf8'),
    attachments: attachments.map(({ headers, body }) => ({
      name: /filename="?([^";]+)/.exec(headers['content-disposition'] ?? '')?.[1] ?? '',
      type: headers['content-type'] ?? '',
      bytes: body,
    })),
  };
}

/** The leaves of a message. */
function partsOf(part: Part): Part[] {
  const boundary = /^multipart\/.*boundary="?([^";]+)/.exec(part.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [part];
  const inner = part.body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return inner.map((text) => readPart(text.replace(/^\r?\n/, ''))).flatMap(partsOf);
}

function readPart(text: string): Part {
  const [head = ''] = text.split(/\r?\n\r?\n/, 1);
  const body = text.slice(head.length).replace(/^\r?\n\r?\n/, '');
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { headers, body: decoded(body, headers['content-transfer-encoding'] ?? '') };
}

function decoded(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const bytes = body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
