import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, bytes, codeIn, digest, type Harness, startHarness, storedFiles } from './harness.ts';

let harness: Harness;
const Bucket = 'posted';
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true, eventBridge: true });
});
afterAll(() => harness.close());

const policy = (Key: string, options: Partial<PresignedPostOptions> = {}): Promise<PresignedPost> =>
  createPresignedPost(harness.plain(), { Bucket, Key, Expires: 300, ...options });

async function post({ url, fields }: PresignedPost, data: Buffer | string, name = 'file.txt') {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([typeof data === 'string' ? data : new Uint8Array(data)]), name);
  form.append('submit', 'Upload');
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'manual' });
  const text = await response.text();
  return { status: response.status, code: codeIn(text), text, headers: response.headers };
}

const head = (Key: string) => harness.plain().send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
const files = () => storedFiles(harness);

describe('a form upload', () => {
  it('stores the file with the fields of the form', async () => {
    const data = bytes(1_000_000);
    const Tagging = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';
    const Fields = { 'Content-Type': 'text/csv', 'x-amz-meta-lab': 'seven', tagging: Tagging };
    const posted = await post(await policy('stored', { Fields }), data);
    expect(posted.status).toBe(204);
    expect(posted.headers.get('x-amz-version-id')).toBeTruthy();
    const read = await harness.plain().send(new GetObjectCommand({ Bucket, Key: 'stored' }));
    expect(read).toMatchObject({ ContentType: 'text/csv', Metadata: { lab: 'seven' } });
    expect((await bodyOf(read)).equals(data)).toBe(true);
    const { TagSet } = await harness.plain().send(new GetObjectTaggingCommand({ Bucket, Key: 'stored' }));
    expect(TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
    const event = harness.events.find((each) => (each.detail as { object: { key: string } }).object.key === 'stored');
    expect(event?.detail).toMatchObject({ reason: 'POST Object', object: { size: 1_000_000 } });
  });

  it('puts the name of the file into the key', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of S3's forms
    await post(await policy('in/${filename}'), 'x', 'mein größtes $& file.txt');
    expect((await head('in/mein größtes $& file.txt')).ContentLength).toBe(1);
  });

  it('answers as the form asks', async () => {
    const created = await post(await policy('answer', { Fields: { success_action_status: '201' } }), 'x');
    expect(created.status).toBe(201);
    expect(created.text).toMatch(/<PostResponse.*<Bucket>posted<\/Bucket><Key>answer<\/Key>/);
    expect((await post(await policy('answer', { Fields: { success_action_status: '200' } }), 'x')).status).toBe(200);
    const success_action_redirect = 'http://app.local/done?a=1';
    const redirected = await post(await policy('answer', { Fields: { success_action_redirect } }), 'x');
    expect(redirected.status).toBe(303);
    expect(redirected.headers.get('location')).toMatch(
      /^http:\/\/app\.local\/done\?a=1&bucket=posted&key=answer&etag=/,
    );
  });

  it('verifies the checksum that the form declares', async () => {
    const Fields = { 'x-amz-checksum-sha256': digest('sha256', 'right') };
    expect(await post(await policy('sum', { Fields }), 'wrong')).toMatchObject({ status: 400, code: 'BadDigest' });
    expect((await post(await policy('sum', { Fields }), 'right')).status).toBe(204);
    expect((await head('sum')).ChecksumSHA256).toBe(digest('sha256', 'right'));
  });
});

describe('a form is refused', () => {
  const changed = async (
    change: (fields: Record<string, string>) => void,
    options: Partial<PresignedPostOptions> = {},
  ) => {
    const made = await policy('refused', options);
    change(made.fields);
    const { status, code } = await post(made, 'content');
    return { status, code };
  };

  it('with a file outside the allowed sizes, and leaves nothing', async () => {
    const before = await files();
    const range = (least: number, most: number) => ({ Conditions: [['content-length-range', least, most] as never] });
    expect(await post(await policy('refused', range(1, 10)), bytes(300_000))).toMatchObject({
      status: 400,
      code: 'EntityTooLarge',
    });
    expect(await post(await policy('refused', range(10, 20)), 'short')).toMatchObject({
      status: 400,
      code: 'EntityTooSmall',
    });
    await expect(head('refused')).rejects.toMatchObject({ name: 'NotFound' });
    expect(await files()).toBe(before);
  });

  it('with fields other than its policy says', async () => {
    const Conditions = [['starts-with', '$Content-Type', 'image/'] as never];
    const image = { Fields: { 'Content-Type': 'image/png' }, Conditions };
    expect((await changed(() => {}, image)).status).toBe(204);
    const denied = { status: 403, code: 'AccessDenied' };
    expect(await changed((fields) => Object.assign(fields, { 'Content-Type': 'text/html' }), image)).toEqual(denied);
    expect(await changed((fields) => Object.assign(fields, { key: 'elsewhere' }))).toEqual(denied);
    expect(await changed((fields) => Object.assign(fields, { 'x-amz-meta-extra': 'x' }))).toEqual(denied);
  });

  it('with a wrong signature, policy or key', async () => {
    expect(await changed((f) => Object.assign(f, { 'X-Amz-Signature': '0'.repeat(64) }))).toEqual({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    const wide = Buffer.from(JSON.stringify({ expiration: '2099-01-01T00:00:00Z', conditions: [] })).toString('base64');
    expect(await changed((f) => Object.assign(f, { Policy: wide }))).toEqual({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect(
      await changed((f) =>
        Object.assign(f, { 'X-Amz-Credential': f['X-Amz-Credential']?.replace('AKOPERATOR', 'AKNOBODY') }),
      ),
    ).toEqual({ status: 403, code: 'InvalidAccessKeyId' });
    expect(await changed((f) => delete f['Policy'])).toEqual({ status: 403, code: 'AccessDenied' });
  });

  it('after its policy expired', async () => {
    const made = await policy('late');
    harness.ahead = 301_000;
    expect(await post(made, 'x')).toMatchObject({ status: 403, code: 'AccessDenied' });
    harness.ahead = 0;
  });

  it('where the signer may not put', async () => {
    harness.allow = () => false;
    const made = await createPresignedPost(harness.restricted(), { Bucket, Key: 'mine' });
    expect(await post(made, 'x')).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(harness.asked.at(-1)).toMatchObject({ action: 's3:PutObject', resource: 'arn:aws:s3:::posted/mine' });
  });

  it('without a file, or broken off', async () => {
    const { url, fields } = await policy('none');
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    const response = await fetch(url, { method: 'POST', body: form });
    expect([response.status, codeIn(await response.text())]).toEqual([400, 'InvalidArgument']);
    const before = await files();
    const type = 'multipart/form-data; boundary=b';
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = `${parts.join('')}--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nno end`;
    const broken = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
    expect([broken.status, codeIn(await broken.text())]).toEqual([400, 'MalformedPOSTRequest']);
    expect(await files()).toBe(before);
  });
});
