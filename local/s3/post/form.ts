import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { S3Error } from '../errors.ts';
import type { FormFields } from './policy.ts';

/** S3 allows 20 kB of form besides the file. */
const MOST_FIELD_BYTES = 20_000;
const MOST_FIELDS = 100;

export interface FormFile {
  readonly name: string;
  readonly content: Readable;
}

/**
 * Reads a form as it comes: when the field `file` begins, `use` gets the fields before it and the file's stream, which it
 * must read to the end. What follows the file is ignored, as in S3.
 */
export async function readForm<T>(
  message: IncomingMessage,
  use: (fields: FormFields, file: FormFile) => Promise<T>,
): Promise<T> {
  const parser = openParser(message);
  const fields = new Map<string, string>();
  return await new Promise<T>((resolve, reject) => {
    let used: Promise<T> | undefined;
    let reading: Readable | undefined;
    const fail = (error: Error) => {
      message.unpipe(parser);
      message.resume();
      // Whoever reads the file must not wait for bytes that will not come.
      reading?.destroy(error);
      reject(error);
    };
    parser.on('field', (name, value, info) => {
      if (used) return;
      if (info.valueTruncated || info.nameTruncated) fail(new S3Error('MalformedPOSTRequest', 'A field is too long.'));
      else fields.set(name.toLowerCase(), value);
    });
    parser.on('file', (name, content, info) => {
      if (used || name.toLowerCase() !== 'file') {
        content.resume();
        return;
      }
      reading = content.on('error', () => {});
      used = use(fields, { name: info.filename ?? '', content });
      used.catch(fail);
    });
    parser.on('close', () => {
      if (used) used.then(resolve, reject);
      else fail(new S3Error('InvalidArgument', 'POST requires exactly one file upload per request.'));
    });
    parser.on('error', () => {
      fail(new S3Error('MalformedPOSTRequest'));
    });
    message.on('error', fail);
    message.pipe(parser);
  });
}

function openParser(message: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: message.headers,
      limits: { fieldSize: MOST_FIELD_BYTES, fields: MOST_FIELDS },
      defParamCharset: 'utf8',
    });
  } catch {
    throw new S3Error('MalformedPOSTRequest');
  }
}
