import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cursor, collapse, commonPrefixesOf, lastName, rowsOf } from '../../../local/s3/listing/collapse.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
const Bucket = 'listed';
const KEYS = ['a', 'b/1', 'b/2', 'b/c/1', 'b/c/2', 'c', 'd/1', 'd ü&<1>', 'é', 'z/🧬', 'z/\u{ffff}'];
beforeAll(async () => {
  harness = await startHarness();
  await harness.s3.ensureBucket(Bucket, { versioned: true });
  await Promise.all(KEYS.map((Key) => harness.client().send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))));
});
afterAll(() => harness.close());

const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('ListObjectsV2', () => {
  const list = (input = {}) => harness.client().send(new ListObjectsV2Command({ Bucket, ...input }));
  const keys = async (input = {}) => (await list(input)).Contents?.map((each) => each.Key);

  it('lists in the order of the UTF-8 bytes', async () => {
    expect(await keys()).toEqual([...KEYS].sort(inBytes));
  });

  it('filters by prefix, also one that XML must escape', async () => {
    expect(await keys({ Prefix: 'b/c' })).toEqual(['b/c/1', 'b/c/2']);
    expect(await keys({ Prefix: 'd ü&<' })).toEqual(['d ü&<1>']);
    expect(await list({ Prefix: 'none' })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('groups by delimiter', async () => {
    const { Contents, CommonPrefixes, KeyCount } = await list({ Delimiter: '/' });
    expect(Contents?.map((each) => each.Key)).toEqual(['a', 'c', 'd ü&<1>', 'é']);
    expect(CommonPrefixes?.map((each) => each.Prefix)).toEqual(['b/', 'd/', 'z/']);
    expect(KeyCount).toBe(7);
    const under = await list({ Delimiter: '/', Prefix: 'b/' });
    expect(under).toMatchObject({ Contents: [{ Key: 'b/1' }, { Key: 'b/2' }], CommonPrefixes: [{ Prefix: 'b/c/' }] });
  });

  it('starts behind a key', async () => {
    expect(await keys({ StartAfter: 'b/2', Prefix: 'b/' })).toEqual(['b/c/1', 'b/c/2']);
  });

  it.each([undefined, '/'])('comes to the same in pages of one and two (delimiter %s)', async (Delimiter) => {
    const names = ({ Contents, CommonPrefixes }: Awaited<ReturnType<typeof list>>) => [
      ...(Contents ?? []).map((each) => each.Key ?? ''),
      ...(CommonPrefixes ?? []).map((each) => each.Prefix ?? ''),
    ];
    const all = names(await list({ Delimiter })).sort(inBytes);
    for (const MaxKeys of [1, 2]) {
      const seen: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ Delimiter, MaxKeys, ContinuationToken });
        expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
        seen.push(...names(page).sort(inBytes));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(seen).toEqual(all);
    }
  });

  it('encodes keys on request, and refuses what it does not know', async () => {
    expect(await keys({ Prefix: 'd ', EncodingType: 'url' })).toEqual(['d%20%C3%BC%26%3C1%3E']);
    await expect(list({ ContinuationToken: 'forged' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });
});

describe('ListObjectVersions', () => {
  it('pages through versions and markers, newest of each key first', async () => {
    const names: string[] = [];
    for (const Key of ['v/1', 'v/2']) {
      for (let i = 0; i < 3; i++) await harness.client().send(new PutObjectCommand({ Bucket, Key, Body: String(i) }));
      await harness.client().send(new DeleteObjectCommand({ Bucket, Key }));
    }
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await harness
        .client()
        .send(new ListObjectVersionsCommand({ Bucket, Prefix: 'v/', MaxKeys: 3, ...marker }));
      for (const each of page.DeleteMarkers ?? []) names.push(`${each.Key} marker ${each.IsLatest}`);
      for (const each of page.Versions ?? []) names.push(`${each.Key} ${each.IsLatest}`);
      if (!page.IsTruncated) break;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    const each = (key: string) => [`${key} marker true`, `${key} false`, `${key} false`, `${key} false`];
    expect(names.sort()).toEqual([...each('v/1'), ...each('v/2')].sort());
  });
});

describe('collapse', () => {
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '\u{10ffff}'), minLength: 1, maxLength: 6 });

  it('gives, page by page, what grouping all keys at once gives', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 150 }),
        fc.constantFrom('', 'a', 'a/', 'b'),
        fc.constantFrom('', '/'),
        fc.integer({ min: 1, max: 9 }),
        (keys, prefix, delimiter, limit) => {
          const sorted = [...keys].sort(inBytes);
          const expected = new Set(
            sorted
              .filter((each) => each.startsWith(prefix))
              .map((each) => {
                const end = delimiter === '' ? -1 : each.indexOf(delimiter, prefix.length);
                return end === -1 ? each : each.slice(0, end + 1);
              }),
          );
          const fetch = (behind: Cursor | undefined, most: number) =>
            sorted
              .filter((each) => inBytes(each, behind?.key ?? '') > 0 && inBytes(each, prefix) >= 0)
              .slice(0, most)
              .map((each) => ({ key: each }));
          const seen: string[] = [];
          let position: { start?: Cursor; skip?: string } = {};
          for (;;) {
            const page = collapse({ prefix, delimiter, limit, fetch, ...position });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...rowsOf(page).map((row) => row.key), ...commonPrefixesOf(page));
            if (!page.truncated) break;
            const last = page.items.at(-1);
            position =
              last && 'commonPrefix' in last ? { skip: last.commonPrefix } : { start: { key: lastName(page) } };
          }
          expect(seen.sort()).toEqual([...expected].sort());
        },
      ),
      { numRuns: 300 },
    );
  });
});
