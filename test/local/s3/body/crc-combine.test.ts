import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startDigest } from '../../../../local/s3/body/checksums.ts';
import { canCombine, combineCrcs } from '../../../../local/s3/body/crc-combine.ts';

async function crc(algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME', data: Uint8Array): Promise<string> {
  const digest = await startDigest(algorithm);
  digest.update(Buffer.from(data));
  return digest.digest().toString('base64');
}

describe.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s', (algorithm) => {
  it('of parts combines to that of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }), async (parts) => {
        const known = await Promise.all(
          parts.map(async (part) => ({ value: await crc(algorithm, part), size: part.length })),
        );
        expect(combineCrcs(algorithm, known)).toBe(await crc(algorithm, Buffer.concat(parts)));
      }),
      { numRuns: 60 },
    );
  });

  it('combines parts of gigabytes at once', () => {
    const parts = Array.from({ length: 1000 }, () => ({
      value: Buffer.alloc(algorithm === 'CRC64NVME' ? 8 : 4, 1).toString('base64'),
      size: 5 * 1024 ** 3,
    }));
    const before = performance.now();
    combineCrcs(algorithm, parts);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

it('is not possible for digests', () => {
  expect(canCombine('SHA256')).toBe(false);
  expect(() => combineCrcs('SHA256', [])).toThrow(/cannot be combined/);
});
