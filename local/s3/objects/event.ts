import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, PARTITION, REGION } from '../../aws/account.ts';
import type { BusEvent } from '../../aws/event.ts';
import type { Bucket } from '../store/buckets.ts';
import { type NewVersion, NULL_VERSION } from '../store/versions.ts';

type CreationReason = 'PutObject' | 'POST Object' | 'CopyObject' | 'CompleteMultipartUpload';

/** Where a change came from, for its event. */
export interface Origin {
  readonly reason: CreationReason;
  readonly requestId: string;
  readonly sourceIp: string;
}

/** The event that S3 sends to EventBridge ("EventBridge event message structure" in the S3 user guide). */
export function objectCreated(bucket: Bucket, version: Omit<NewVersion, 'latest'>, origin: Origin): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: ACCOUNT_ID,
    time: `${new Date(version.modified).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [`arn:${PARTITION}:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: version.key,
        size: version.size,
        etag: version.etag,
        ...(version.versionId === NULL_VERSION ? {} : { 'version-id': version.versionId }),
        sequencer: version.id.toString(16).toUpperCase().padStart(16, '0'),
      },
      'request-id': origin.requestId,
      requester: ACCOUNT_ID,
      'source-ip-address': origin.sourceIp,
      reason: origin.reason,
    },
  };
}
