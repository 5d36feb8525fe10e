import { createHash } from 'node:crypto';
import { type Checksum, checksumElement, DEFAULT_ALGORITHM, startDigest } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { readXml } from '../body/read-xml.ts';
import type { ObjectExchange } from '../exchange.ts';
import { ENCRYPTED, type S3Response, xmlResponse } from '../http/response.ts';
import { writeCondition } from '../objects/conditions.ts';
import { versionHeader } from '../objects/find.ts';
import { demandWrite } from '../objects/put.ts';
import { commitVersion } from '../store/commit.ts';
import { moveExtents } from '../store/extents.ts';
import { deleteUpload, type Part, partsOf, type Upload } from '../store/uploads.ts';
import type { NewVersion } from '../store/versions.ts';
import { chosenParts, listedParts } from './chosen-parts.ts';
import { requireUpload } from './find-upload.ts';
import { checkDeclaredWhole, wholeChecksum } from './whole-checksum.ts';

/** Makes the object of its parts: their files become its files, nothing is copied. */
export async function completeMultipartUpload(exchange: ObjectExchange): Promise<S3Response> {
  const { request, store } = exchange;
  demandWrite(exchange);
  const digest = await startDigest(requireUpload(exchange).algorithm);
  const condition = writeCondition(request.headers);
  // The checksum headers of this request are about the object, not about the list of parts.
  const body = openBody(request, exchange.signature, { algorithm: DEFAULT_ALGORITHM, ignoreDeclared: true });
  const listed = listedParts(await readXml(body, 'CompleteMultipartUpload'));
  // From here to the end nothing waits, so the upload cannot change under it.
  const upload = requireUpload(exchange);
  const parts = chosenParts(upload, listed, partsOf(store.database, upload.id));
  const checksum = wholeChecksum(upload, parts, digest);
  checkDeclaredWhole(request, checksum, sizeOf(parts));
  const version = commit(exchange, upload, parts, { checksum, condition });
  return completed(exchange, version, checksum);
}

function commit(
  { store, bucket, key, request }: ObjectExchange,
  upload: Upload,
  parts: readonly Part[],
  { checksum, condition }: { checksum: Checksum; condition: ReturnType<typeof writeCondition> },
): NewVersion {
  const { database } = store;
  let freed: number[] = [];
  const version = commitVersion(store, bucket, {
    key,
    condition,
    checksum,
    headers: upload.headers,
    tags: upload.tags,
    size: sizeOf(parts),
    etag: multipartEtag(parts),
    partCount: parts.length,
    parts: parts.map((part) => ({
      number: part.number,
      size: part.size,
      checksum: part.checksum.value,
    })),
    origin: {
      reason: 'CompleteMultipartUpload',
      requestId: request.id,
      sourceIp: request.sourceIp,
    },
    attach: (owner) => {
      let offset = 0;
      for (const part of parts) {
        moveExtents(database, part.id, owner, offset);
        offset += part.size;
      }
      freed = deleteUpload(database, upload.id);
    },
  });
  // Parts that were uploaded but not listed.
  store.blobs.remove(freed);
  return version;
}

function completed({ bucket, key, request }: ObjectExchange, version: NewVersion, checksum: Checksum): S3Response {
  const result = {
    Location: `http://${request.headers.host ?? ''}${request.target.replace(/\?.*$/s, '')}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${version.etag}"`,
    [checksumElement(checksum.algorithm)]: checksum.value,
    ChecksumType: checksum.type,
  };
  return xmlResponse('CompleteMultipartUploadResult', result, {
    ...ENCRYPTED,
    ...versionHeader(bucket, version.versionId),
  });
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}

/** The MD5 of the parts' MD5s, and their number: not the MD5 of the content. */
function multipartEtag(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
