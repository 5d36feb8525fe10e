import { describe, expect, it } from 'vitest';
import type { Callers } from '../../../local/aws/caller.ts';
import { type SigV4Request, verifySigV4 } from '../../../local/aws/sigv4.ts';

/** The worked examples of the S3 API reference ("Authenticating Requests"): key, date and signatures are AWS's own. */
const callers: Callers = {
  find: (accessKeyId) =>
    accessKeyId === 'AKIAIOSFODNN7EXAMPLE'
      ? {
          accessKeyId,
          secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
          name: 'example',
          allows: () => true,
        }
      : undefined,
};
const now = new Date('2013-05-24T00:00:00Z');
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HOST = 'examplebucket.s3.amazonaws.com';

function signed(signedHeaders: string, signature: string, extra: Record<string, string> = {}): Record<string, string> {
  return {
    host: HOST,
    'x-amz-date': '20130524T000000Z',
    'x-amz-content-sha256': EMPTY,
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`,
    ...extra,
  };
}

const EXAMPLES: Record<string, SigV4Request> = {
  'GET object': {
    method: 'GET',
    target: '/test.txt',
    headers: signed(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      { range: 'bytes=0-9' },
    ),
    payloadHash: EMPTY,
  },
  'PUT object': {
    method: 'PUT',
    target: '/test%24file.text',
    headers: signed(
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      },
    ),
    payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  },
  'GET lifecycle': {
    method: 'GET',
    target: '/?lifecycle',
    headers: signed(
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ),
    payloadHash: EMPTY,
  },
  'list objects': {
    method: 'GET',
    target: '/?max-keys=2&prefix=J',
    headers: signed(
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
    payloadHash: EMPTY,
  },
  'pre-signed GET': {
    method: 'GET',
    target:
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    headers: { host: HOST },
    payloadHash: 'UNSIGNED-PAYLOAD',
  },
};

describe('the published SigV4 examples of S3', () => {
  for (const [name, request] of Object.entries(EXAMPLES)) {
    it(`accepts: ${name}`, () => {
      expect(verifySigV4(request, { service: 's3', callers, now })).toMatchObject({
        ok: true,
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      });
    });

    it(`refuses with another method: ${name}`, () => {
      const other = { ...request, method: 'DELETE' };
      expect(verifySigV4(other, { service: 's3', callers, now })).toMatchObject({ failure: 'SignatureDoesNotMatch' });
    });
  }
});
