import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';

export interface StoredObject {
  size: number;
  versionId?: string;
  /** as S3 gives it, in quotes; only equal ETags mean anything */
  etag: string;
  /** hexadecimal, of the whole object; present only where S3 itself has computed or verified it */
  sha256?: string;
  md5?: string;
  /** base64, of the whole object */
  crc64?: string;
  contentType?: string;
  metadata: Readonly<Record<string, string>>;
  lastModified?: Date;
}

/** What a write is known to have made. */
export type WrittenObject = Pick<StoredObject, 'size' | 'versionId'>;

export const writtenObject = (size: number, versionId: string | undefined): WrittenObject =>
  versionId === undefined ? { size } : { size, versionId };

/** A checksum of the whole object in hexadecimal. Those of multipart uploads are checksums of checksums, with `-N`. */
function wholeChecksum(base64: string | undefined, bytes: number, type: string | undefined): string | undefined {
  if (base64 === undefined || base64.includes('-') || type === 'COMPOSITE') return undefined;
  const raw = Buffer.from(base64, 'base64');
  return raw.length === bytes ? raw.toString('hex') : undefined;
}

/** S3's ETag is the MD5 of the bytes for single PUTs that are stored plain or under S3's own keys, and only then. */
function md5OfEtag({ ETag, ServerSideEncryption, SSECustomerAlgorithm }: HeadObjectCommandOutput): string | undefined {
  const plain = ServerSideEncryption === undefined || ServerSideEncryption === 'AES256';
  if (!plain || SSECustomerAlgorithm !== undefined) return undefined;
  return /^"?([0-9a-f]{32})"?$/.exec(ETag ?? '')?.[1];
}

/** Reads the answer to a HEAD. */
export function storedObject(output: HeadObjectCommandOutput, key: string): StoredObject {
  const { ContentLength, ETag, ChecksumType: type } = output;
  if (ContentLength === undefined || ETag === undefined) throw new Error(`S3 gave no size or ETag of ${key}.`);
  const sha256 = wholeChecksum(output.ChecksumSHA256, 32, type);
  const md5 = wholeChecksum(output.ChecksumMD5, 16, type) ?? md5OfEtag(output);
  return {
    size: ContentLength,
    etag: ETag,
    metadata: output.Metadata ?? {},
    ...(output.VersionId !== undefined && { versionId: output.VersionId }),
    ...(sha256 !== undefined && { sha256 }),
    ...(md5 !== undefined && { md5 }),
    ...(output.ChecksumCRC64NVME !== undefined && { crc64: output.ChecksumCRC64NVME }),
    ...(output.ContentType !== undefined && { contentType: output.ContentType }),
    ...(output.LastModified !== undefined && { lastModified: output.LastModified }),
  };
}
