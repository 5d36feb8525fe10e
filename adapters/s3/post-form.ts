import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { Bucket } from './client.ts';

export interface PostForm {
  url: string;
  fields: Record<string, string>;
}

/** A form with which somebody may write objects whose keys begin with the prefix, none larger than so many bytes. */
export async function signPostForm(
  bucket: Bucket,
  { prefix, maxBytes, seconds }: { prefix: string; maxBytes: number; seconds: number },
): Promise<PostForm> {
  const { url, fields } = await createPresignedPost(bucket.client, {
    Bucket: bucket.name,
    // S3 puts the name that the sender gives in its place; who sends may also give the whole key
    Key: `${prefix}\${filename}`,
    Conditions: [['content-length-range', 0, maxBytes]],
    Expires: seconds,
  });
  return { url, fields };
}
