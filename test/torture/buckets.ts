import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { md5 } from './schedules/upload.ts';

export interface StoredVersion {
  bucket: string;
  key: string;
  versionId: string;
  latest: boolean;
  marker: boolean;
}

export interface BucketReader {
  /** every version and delete marker */
  versions(bucket: string): Promise<StoredVersion[]>;
  /** keys of uploads in parts that are open */
  uploads(bucket: string): Promise<string[]>;
  /** MD5 of what lies in a bucket now, by key */
  contents(bucket: string): Promise<Map<string, string>>;
}

/** Everything that lies in S3, read past all faults. */
export function openBuckets(config: S3ClientConfig = {}): BucketReader {
  const client = new S3Client({ forcePathStyle: true, maxAttempts: 10, ...config });
  const versions: BucketReader['versions'] = async (bucket) => {
    const found: StoredVersion[] = [];
    let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (next !== undefined) {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, ...(next as object) }),
      );
      const of = (list: typeof page.Versions | typeof page.DeleteMarkers, marker: boolean) =>
        (list ?? []).map(({ Key = '', VersionId = '', IsLatest = false }) => {
          return { bucket, key: Key, versionId: VersionId, latest: IsLatest, marker };
        });
      found.push(...of(page.Versions, false), ...of(page.DeleteMarkers, true));
      next = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    return found;
  };
  return {
    versions,
    uploads: async (bucket) => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return Uploads.map(({ Key = '' }) => Key);
    },
    contents: async (bucket) => {
      const found = new Map<string, string>();
      for (const { key, latest, marker } of await versions(bucket)) {
        if (!latest || marker) continue;
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        found.set(key, md5(Buffer.from((await Body?.transformToByteArray()) ?? [])));
      }
      return found;
    },
  };
}
