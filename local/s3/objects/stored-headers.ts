import { S3Error } from '../errors.ts';
import { definedHeaders, ENCRYPTED, sendable } from '../http/response.ts';

const STANDARD = ['cache-control', 'content-disposition', 'content-language', 'expires'];
const STORAGE_CLASSES = new Set(['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING']);
const MOST_METADATA_BYTES = 2048;

/** A request's fields, wherever they came from: headers, signed query parameters, or the fields of a form. */
type FieldReader = (name: string) => string | undefined;

interface FieldSource {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly amz: ReadonlyMap<string, string>;
}

export function headerFields({ headers, amz }: FieldSource): { field: FieldReader; names: string[] } {
  const field: FieldReader = (name) => {
    const value = amz.get(name) ?? headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { field, names: [...amz.keys()] };
}

/**
 * What is kept with an object and sent with it again.
 * @param names the names of all fields, for `x-amz-meta-*`
 */
export function storedHeaders({
  field,
  names,
}: {
  field: FieldReader;
  names: readonly string[];
}): Record<string, string> {
  refuseAcl(field('x-amz-acl') ?? field('acl'));
  refuseOtherEncryption(field('x-amz-server-side-encryption'));
  const headers = definedHeaders({
    'content-type': field('content-type') || 'binary/octet-stream',
    'content-encoding': contentEncoding(field('content-encoding')),
    ...Object.fromEntries(STANDARD.map((name) => [name, field(name)])),
    'x-amz-storage-class': storageClass(field('x-amz-storage-class')),
    ...ENCRYPTED,
    ...metadata(field, names),
  });
  for (const value of Object.values(headers)) sendable(value);
  return headers;
}

function metadata(field: FieldReader, names: readonly string[]): Record<string, string> {
  const entries = names
    .filter((name) => name.startsWith('x-amz-meta-'))
    .map((name): [string, string] => [name, field(name) ?? '']);
  const size = entries.reduce((sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + value.length, 0);
  if (size > MOST_METADATA_BYTES) throw new S3Error('MetadataTooLarge');
  return Object.fromEntries(entries);
}

/** `aws-chunked` is how the body travelled, not how it is encoded. */
function contentEncoding(value: string | undefined): string | undefined {
  const encodings = value?.split(',').map((each) => each.trim());
  return encodings?.filter((each) => each !== '' && each !== 'aws-chunked').join(',') || undefined;
}

function storageClass(value: string | undefined): string | undefined {
  if (value !== undefined && !STORAGE_CLASSES.has(value))
    throw new S3Error('NotImplemented', `The storage class ${value} is not implemented.`);
  return value === 'STANDARD' ? undefined : value;
}

function refuseOtherEncryption(value: string | undefined): void {
  if (value !== undefined && value !== ENCRYPTED['x-amz-server-side-encryption'])
    throw new S3Error('NotImplemented', `Server-side encryption with ${value} is not implemented.`);
}

/** Buckets own their objects (the default since 2023), so the only ACL that may be asked for is the one that is. */
function refuseAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== 'bucket-owner-full-control') throw new S3Error('AccessControlListNotSupported');
}
