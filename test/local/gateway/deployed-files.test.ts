import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { withDeployedFiles } from '../../../local/gateway/cloudfront/deployed-files.ts';
import { stackOf } from '../fixtures/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'waybill-asset-'));
mkdirSync(join(folder, 'web/app'), { recursive: true });
writeFileSync(join(folder, 'web/app/index.html'), '<p>page</p>');
writeFileSync(join(folder, 'secret'), 'outside the asset');
afterAll(() => rmSync(folder, { recursive: true }));

const deployment = {
  Type: 'Custom::CDKBucketDeployment',
  Properties: {
    DestinationBucketName: { Ref: 'Web' },
    SourceBucketNames: ['assets'],
    SourceObjectKeys: ['web.zip'],
    SystemMetadata: { 'cache-control': 'max-age=9' },
  },
};
const buckets = { Web: { Type: 'AWS::S3::Bucket' }, Other: { Type: 'AWS::S3::Bucket' } };
const assets = { 'web.zip': join(folder, 'web') };
const stack = stackOf({ ...buckets, Deployment: deployment }, assets);
const web = stack.find('Web').ref;

describe('a bucket that the CDK fills while it deploys', () => {
  const read = withDeployedFiles(stack, (bucket, key) => {
    throw new Error(`asked for ${bucket} ${key}`);
  });

  it('holds the files of the asset, with what the deployment says of them', async () => {
    const object = read(web, 'app/index.html');
    expect(object?.headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '11',
      'cache-control': 'max-age=9',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(object && (await text(object.stream))).toBe('<p>page</p>');
  });

  it.each(['app', 'app/missing.js', '../secret', 'app/../../secret', ''])('holds nothing under the key %j', (key) => {
    expect(read(web, key)).toBeUndefined();
  });

  it('leaves other buckets to S3', () => {
    expect(() => read(stack.find('Other').ref, 'a')).toThrow('asked for');
  });

  it('is filled once', () => {
    const twice = stackOf({ ...buckets, Deployment: deployment, Again: deployment }, assets);
    expect(() => withDeployedFiles(twice, () => undefined)).toThrow('Again');
  });
});
