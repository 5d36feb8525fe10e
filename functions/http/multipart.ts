import { once } from 'node:events';
import busboy from 'busboy';
import { invalid, unsupported } from '../../domain/errors.ts';

export interface UploadedFile {
  /** the name that the sender gave the file, without any path */
  fileName: string;
  bytes: Buffer;
}

export interface Form {
  fields: Record<string, string>;
  files: Record<string, UploadedFile>;
}

/** Far above any real form; the body as a whole is bounded by API Gateway already. */
const LIMITS = { fields: 100, files: 20, parts: 120, fieldSize: 1024 * 1024 };

/** Reads a `multipart/form-data` (or urlencoded) body; a name given twice counts with its first value. */
export async function readForm(rawBody: Buffer, contentType: string | undefined): Promise<Form> {
  const parser = openParser(contentType);
  const form: Form = { fields: {}, files: {} };
  let fault: string | undefined;
  parser.on('field', (name, value, info) => {
    if (info.valueTruncated) fault = `The field '${name}' is larger than ${LIMITS.fieldSize} bytes.`;
    form.fields[name] ??= value;
  });
  parser.on('file', (name, stream, info) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    // a body that ends within a file breaks its stream as well as the parser, and an error that nobody hears of ends
    // the process; the parser tells it too
    stream.on('error', () => undefined);
    stream.on('close', () => {
      form.files[name] ??= { fileName: info.filename ?? '', bytes: Buffer.concat(chunks) };
    });
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => {
      fault = 'The form has too many parts.';
    });
  }
  try {
    parser.end(rawBody);
    await once(parser, 'close');
  } catch (cause) {
    throw invalid(`The form cannot be read: ${(cause as Error).message}.`, { cause });
  }
  if (fault !== undefined) throw invalid(fault);
  return form;
}

function openParser(contentType: string | undefined): busboy.Busboy {
  try {
    return busboy({ headers: { 'content-type': contentType }, limits: LIMITS, defParamCharset: 'utf8' });
  } catch (cause) {
    throw unsupported(
      `The body must be multipart/form-data, as 'curl -F' sends it; this is ${contentType ?? 'without a content type'}.`,
      { cause },
    );
  }
}
