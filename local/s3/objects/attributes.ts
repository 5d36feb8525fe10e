import { demand, objectArn } from '../auth/permission.ts';
import { checksumElement } from '../body/checksums.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import { type S3Response, xmlResponse } from '../http/response.ts';
import { finishedParts, type ObjectVersion } from '../store/versions.ts';
import type { XmlValue } from '../xml.ts';
import { findForRead, readAction, versionHeader } from './find.ts';

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];
const MOST_PARTS = 1000;

export function getObjectAttributes(exchange: ObjectExchange): S3Response {
  const { store, bucket, key, request } = exchange;
  const versionId = request.query.get('versionId');
  const action = readAction(versionId, 's3:GetObjectAttributes', 's3:GetObjectVersionAttributes');
  demand(exchange, action, objectArn(bucket.name, key));
  const version = findForRead(exchange, store.database, { bucket, key, versionId });
  const wanted = (request.amz.get('x-amz-object-attributes') ?? '').split(',').map((each) => each.trim());
  if (wanted.some((each) => !ATTRIBUTES.includes(each)))
    throw new S3Error('InvalidArgument', `x-amz-object-attributes must be some of ${ATTRIBUTES.join(', ')}.`);
  const when = (name: string, value: XmlValue) => (wanted.includes(name) ? value : undefined);
  return xmlResponse(
    'GetObjectAttributesResponse',
    {
      ETag: when('ETag', version.etag),
      Checksum: when('Checksum', checksum(version)),
      ObjectParts: wanted.includes('ObjectParts') ? objectParts(exchange, version) : undefined,
      StorageClass: when('StorageClass', version.headers['x-amz-storage-class'] ?? 'STANDARD'),
      ObjectSize: when('ObjectSize', version.size),
    },
    { 'last-modified': new Date(version.modified).toUTCString(), ...versionHeader(bucket, version.versionId) },
  );
}

/** A composite value is given here without its `-n`. */
function checksum({ checksum: stored }: ObjectVersion): XmlValue {
  if (!stored) return undefined;
  return { [checksumElement(stored.algorithm)]: stored.value.replace(/-\d+$/, ''), ChecksumType: stored.type };
}

/** The parts themselves are listed only where each has a checksum that counts, that is where the type is composite. */
function objectParts({ request, store }: ObjectExchange, version: ObjectVersion): XmlValue {
  if (version.partCount === 0) return undefined;
  if (version.checksum?.type !== 'COMPOSITE') return { PartsCount: version.partCount };
  const most = Math.min(Number(request.amz.get('x-amz-max-parts') ?? MOST_PARTS), MOST_PARTS);
  const after = Number(request.amz.get('x-amz-part-number-marker') ?? 0);
  const element = checksumElement(version.checksum.algorithm);
  const rest = finishedParts(store.database, version.id).filter((part) => part.number > after);
  const page = rest.slice(0, most);
  return {
    PartsCount: version.partCount,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: rest.length > page.length,
    Part: page.map((part) => ({ PartNumber: part.number, Size: part.size, [element]: part.checksum })),
  };
}
