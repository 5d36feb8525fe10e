import { type ChecksumAlgorithm, type ChecksumType, DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { canCombine } from '../body/crc-combine.ts';
import { chosenAlgorithm } from '../body/declared-digests.ts';
import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import type { S3Request } from '../http/request.ts';
import { ENCRYPTED, type S3Response, xmlResponse } from '../http/response.ts';
import { demandWrite } from '../objects/put.ts';
import { headerFields, storedHeaders } from '../objects/stored-headers.ts';
import { tagsFromHeader } from '../objects/tags.ts';
import { randomName } from '../store/ids.ts';
import { insertUpload } from '../store/uploads.ts';

export function createMultipartUpload(exchange: ObjectExchange): S3Response {
  const { store, bucket, key, request } = exchange;
  demandWrite(exchange);
  const id = randomName();
  const checksum = chosenChecksum(request);
  insertUpload(store.database, {
    id,
    bucket: bucket.name,
    key,
    initiated: store.now().getTime(),
    headers: storedHeaders(headerFields(request)),
    tags: tagsFromHeader(request.amz.get('x-amz-tagging')),
    ...checksum,
  });
  const echoed = { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type };
  return xmlResponse(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: id },
    { ...ENCRYPTED, ...(checksum.declared ? echoed : {}) },
  );
}

interface ChosenChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly declared: boolean;
  readonly type: ChecksumType;
}

function chosenChecksum(request: S3Request): ChosenChecksum {
  const algorithm = chosenAlgorithm(request);
  const type = request.amz.get('x-amz-checksum-type')?.toUpperCase();
  if (type !== undefined && type !== 'COMPOSITE' && type !== 'FULL_OBJECT')
    throw new S3Error('InvalidRequest', 'Value for x-amz-checksum-type header is invalid.');
  if (algorithm === undefined) {
    if (type === undefined) return { algorithm: DEFAULT_ALGORITHM, declared: false, type: 'FULL_OBJECT' };
    throw new S3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const fitting = fittingTypes(algorithm);
  if (type !== undefined && !fitting.includes(type))
    throw new S3Error(
      'InvalidRequest',
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  return { algorithm, declared: true, type: type ?? fitting[0] };
}

/** The default first. Only CRCs of parts can be combined to that of the whole; CRC64NVME is always of the whole. */
function fittingTypes(algorithm: ChecksumAlgorithm): readonly [ChecksumType, ...ChecksumType[]] {
  if (algorithm === 'CRC64NVME') return ['FULL_OBJECT'];
  return canCombine(algorithm) ? ['COMPOSITE', 'FULL_OBJECT'] : ['COMPOSITE'];
}
