import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import { openBucket, openS3 } from '../../../adapters/s3/client.ts';
import { putObject } from '../../../adapters/s3/objects.ts';
import { type GatewaySite, startGatewaySite } from './site.ts';

const MIB = 1024 ** 2;

let site: GatewaySite;
let id: string;
beforeAll(async () => {
  site = await startGatewaySite();
  ({ id } = await site.draft((await site.assignment()).key));
});
afterAll(() => site.functions.close());

async function output(storedFilename: string, bytes: Buffer, contentType: string) {
  const bucket = openBucket(openS3(), process.env['RELEASE_BUCKET'] ?? '', '000000000000');
  await putObject({ bucket, key: `records/${id}/${storedFilename}`, body: bytes, contentType });
  const told = { name: storedFilename, contentType, size: bytes.length, createdAt: '2026-01-01T10:00:00Z' };
  await recordOutput(site.functions.local.table, id, storedFilename, told);
  return site.send(`GET /api/v1/submissions/${id}/outputs/${storedFilename}`, { token: site.member });
}

describe('an output', () => {
  it.each([
    ['small.json', Buffer.from('{"ok":true}'), 'application/json'],
    ['empty.csv', Buffer.alloc(0), 'text/csv'],
    ['most.bin', Buffer.alloc(4 * MIB, 1), 'application/octet-stream'],
  ])('that is small is answered with its bytes: %s', async (name, bytes, contentType) => {
    const { statusCode, body = '', isBase64Encoded, headers } = await output(name, bytes, contentType);
    expect([statusCode, headers?.['content-type']]).toEqual([200, contentType]);
    expect(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').equals(bytes)).toBe(true);
    // API Gateway and Lambda take 6 MB of answer
    expect(body.length).toBeLessThan(6_000_000);
  });

  it('that is larger is redirected to', async () => {
    const bytes = Buffer.alloc(4 * MIB + 1, 1);
    const { statusCode, headers } = await output('more.bin', bytes, 'application/octet-stream');
    expect(statusCode).toBe(302);
    const answer = await fetch(String(headers?.['location']));
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('that is a page can do nothing under the name of this site', async () => {
    const { headers } = await output('page.html', Buffer.from('<script>alert(1)</script>'), 'text/html');
    expect(headers?.['content-disposition']).toBe(`attachment; filename="${id}-page.html"`);
    expect(headers?.['content-security-policy']).toContain('sandbox');
    expect(headers?.['x-content-type-options']).toBe('nosniff');
  });
});
