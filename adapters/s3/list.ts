import { ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { addressed, type Bucket } from './client.ts';
import { at } from './errors.ts';

/** Keys that begin with the prefix: a thousand at most, which is what one answer holds. */
export function listKeys(bucket: Bucket, prefix: string): Promise<string[]> {
  return at({ bucket: bucket.name, key: prefix }, async () => {
    const answer = await bucket.client.send(new ListObjectsV2Command({ ...addressed(bucket), Prefix: prefix }));
    return (answer.Contents ?? []).flatMap(({ Key }) => Key ?? []);
  });
}

/** Every version whose key begins with the prefix, recorded anywhere or not: a thousand at most, and no delete markers. */
export function listVersions(bucket: Bucket, prefix: string): Promise<{ key: string; versionId: string }[]> {
  return at({ bucket: bucket.name, key: prefix }, async () => {
    const answer = await bucket.client.send(new ListObjectVersionsCommand({ ...addressed(bucket), Prefix: prefix }));
    return (answer.Versions ?? []).flatMap(({ Key, VersionId }) =>
      Key === undefined || VersionId === undefined ? [] : [{ key: Key, versionId: VersionId }],
    );
  });
}
