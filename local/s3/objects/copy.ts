import { demand, objectArn } from '../auth/permission.ts';
import { checksumElement, DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { chosenAlgorithm } from '../body/declared-digests.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import type { S3Request } from '../http/request.ts';
import { ENCRYPTED, type S3Response, xmlResponse } from '../http/response.ts';
import { commitVersion } from '../store/commit.ts';
import { extentsOf, insertExtents } from '../store/extents.ts';
import type { Tag } from '../store/versions.ts';
import { writeCondition } from './conditions.ts';
import { type CopySource, findCopySource, sourceVersionHeader } from './copy-source.ts';
import { digestsOfRange, requireStill } from './digest.ts';
import { readAction, versionHeader } from './find.ts';
import { fullObject } from './ingest.ts';
import { demandWrite, MOST_BYTES_AT_ONCE } from './put.ts';
import { wholeRange } from './range.ts';
import { headerFields, storedHeaders } from './stored-headers.ts';
import { tagsFromHeader } from './tags.ts';

/** The copy shares the files of its source; no byte is written. */
export async function copyObject(exchange: ObjectExchange): Promise<S3Response> {
  const { store, bucket, key, request } = exchange;
  demandWrite(exchange);
  const source = findCopySource(exchange);
  const { version } = source;
  refuseIllegal(exchange, source);
  const headers = copiedHeaders(request, source);
  const tags = copiedTags(exchange, source);
  const algorithm = chosenAlgorithm(request) ?? version.checksum?.algorithm ?? DEFAULT_ALGORITHM;
  const digests = await digestsOfRange(store, version, wholeRange(version.size), algorithm);
  const made = commitVersion(store, bucket, {
    key,
    headers,
    tags,
    size: version.size,
    partCount: 0,
    etag: digests.md5.toString('hex'),
    checksum: fullObject(digests),
    condition: writeCondition(request.headers),
    origin: {
      reason: 'CopyObject',
      requestId: request.id,
      sourceIp: request.sourceIp,
    },
    attach: (owner) => {
      requireStill(store, version);
      insertExtents(store.database, owner, extentsOf(store.database, version.id, 0, version.size - 1));
    },
  });
  const result = {
    LastModified: new Date(made.modified).toISOString(),
    ETag: `"${made.etag}"`,
    [checksumElement(digests.checksum.algorithm)]: digests.checksum.value,
    ChecksumType: 'FULL_OBJECT',
  };
  return xmlResponse('CopyObjectResult', result, {
    ...ENCRYPTED,
    ...versionHeader(bucket, made.versionId),
    ...sourceVersionHeader(source),
  });
}

function refuseIllegal({ bucket, key, request }: ObjectExchange, { version, versionId }: CopySource): void {
  if (version.size > MOST_BYTES_AT_ONCE)
    throw new S3Error(
      'InvalidRequest',
      `The copy source is larger than the maximum allowable size: ${MOST_BYTES_AT_ONCE}`,
    );
  const changes =
    directive(request, 'x-amz-metadata-directive') === 'REPLACE' || request.amz.has('x-amz-storage-class');
  if (version.bucket === bucket.name && version.key === key && versionId === undefined && !changes)
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
}

function directive(request: S3Request, name: string): 'COPY' | 'REPLACE' {
  const value = request.amz.get(name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') throw new S3Error('InvalidArgument', `${name} must be COPY or REPLACE.`);
  return value;
}

function copiedHeaders(request: S3Request, { version }: CopySource): Record<string, string> {
  const stated = storedHeaders(headerFields(request));
  if (directive(request, 'x-amz-metadata-directive') === 'REPLACE') return stated;
  // The storage class is not copied; it is the one that the request states.
  const { 'x-amz-storage-class': _, ...kept } = version.headers;
  const storageClass = stated['x-amz-storage-class'];
  return storageClass === undefined ? kept : { ...kept, 'x-amz-storage-class': storageClass };
}

function copiedTags(exchange: ObjectExchange, { version, versionId }: CopySource): readonly Tag[] {
  const { request, bucket, key } = exchange;
  if (directive(request, 'x-amz-tagging-directive') === 'REPLACE')
    return tagsFromHeader(request.amz.get('x-amz-tagging'));
  if (version.tags.length > 0) {
    const reading = readAction(versionId, 's3:GetObjectTagging', 's3:GetObjectVersionTagging');
    demand(exchange, reading, objectArn(version.bucket, version.key));
    demand(exchange, 's3:PutObjectTagging', objectArn(bucket.name, key));
  }
  return version.tags;
}
