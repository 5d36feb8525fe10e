import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, call, expectOk, type Sent, until } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { expectRefusal } from '../refusal.ts';
import { siteAdmin } from '../shared.ts';
import {
  announce,
  csvFile,
  ended,
  manifestOf,
  put,
  release,
  type SampleFile,
  stepEnded,
  submit,
  type Target,
  upload,
} from '../submitting.ts';

const MIB = 1024 ** 2;

let person: Person;

beforeAll(async () => {
  person = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
});

/** A submission whose manifest is valid, so that its files can be announced. */
async function opened(files: readonly SampleFile[]): Promise<string> {
  const id = await submit(person, manifestOf(files));
  await stepEnded(person, id, 'manifest_validated');
  return id;
}

const uploadsOf = (id: string): string => `/api/v1/submissions/${id}/uploads`;

async function refused(path: string, status: number, sent: Sent) {
  return expectRefusal(await call(person, path, sent), path, status);
}

interface Listed {
  name: string;
  state: string;
}
const filesOf = async (id: string): Promise<Listed[]> =>
  (await expectOk<{ files: Listed[] }>(person, `/api/v1/submissions/${id}/files?limit=1000`)).files;
const stateOf = async (id: string, name: string) => (await filesOf(id)).find((file) => file.name === name)?.state;

const single = async (id: string, file: SampleFile): Promise<Target> => {
  const [target] = await announce(person, id, [file]);
  if (target === undefined) throw new Error('nothing was announced');
  return target;
};

describe('an announcement', () => {
  const arrived = csvFile('arrived.csv');
  const free = csvFile('free.csv');
  let id: string;

  beforeAll(async () => {
    id = await opened([arrived, free, csvFile('third.csv')]);
    await upload(person, id, [arrived]);
    await until(
      'the arrival',
      () => stateOf(id, arrived.name),
      (state) => state === 'arrived',
    );
  });

  const named = (...names: string[]) => ({ files: names.map((name) => ({ name, size: 5 })) });
  const bodies: [string, unknown, RegExp][] = [
    ['of an unknown file', named('nobody.csv'), /does not name a file 'nobody\.csv'/],
    ['of a file in a directory', named('../free.csv'), /does not name a file/],
    ['of one file twice', named('free.csv', 'free.csv'), /'free\.csv' is named twice/],
    ['of a file that has arrived', named('arrived.csv'), /'arrived\.csv' has arrived already/],
    ['of good and bad files', named('free.csv', 'nobody.csv'), /Nothing was announced/],
    ['of 101 files', named(...Array.from({ length: 101 }, (_, n) => `${n}.csv`)), /files: .*100/],
    ['of no file', { files: [] }, /files: /],
    ['of a negative size', { files: [{ name: 'free.csv', size: -1 }] }, /size: .*>=0/],
    ['of half a byte', { files: [{ name: 'free.csv', size: 0.5 }] }, /size: /],
    ['of a size in words', { files: [{ name: 'free.csv', size: '5' }] }, /size: /],
    ['of more than S3 holds', { files: [{ name: 'free.csv', size: 10_000 * 5 * 1024 ** 3 + 1 }] }, /size: /],
    ['of a checksum that is none', { files: [{ name: 'free.csv', size: 5, sha256: 'abc' }] }, /SHA-256 is 64/],
    ['of an unknown key', { files: [{ name: 'free.csv', size: 5, path: '/etc' }] }, /path/],
    ['of a name that no key can hold', named('x'.repeat(1024)), /does not name a file/],
    ['of a prototype', named('__proto__'), /does not name a file '__proto__'/],
    ['without files', {}, /files: /],
  ];

  it.each(bodies)('%s is refused as a whole, with the place', async (_, body, message) => {
    const refusal = await refused(uploadsOf(id), 400, { body });
    expect(refusal.message).toMatch(message);
    expect(refusal.errors.length).toBeGreaterThan(0);
    expect(await stateOf(id, free.name)).toBe('expected');
  });

  it('tells every fault with its place', async () => {
    const { errors } = await refused(uploadsOf(id), 400, { body: named('a', 'arrived.csv', 'free.csv', 'free.csv') });
    expect(errors.map(({ field }) => field)).toEqual(['files.0', 'files.1', 'files.3']);
  });

  it('is not taken before the manifest is valid, nor after the end', async () => {
    const bad = await submit(person, Buffer.from('no\tmanifest\n'));
    await ended(person, bad);
    const { message } = await refused(uploadsOf(bad), 409, { body: named('free.csv') });
    expect(message).toContain('is failed: it takes no more files');
  });

  it('confirms only files of the manifest, and only those that are there', async () => {
    const confirm = `${uploadsOf(id)}/confirm`;
    expect((await refused(confirm, 400, { body: { names: ['x.csv'] } })).message).toContain("'x.csv'");
    expect((await refused(confirm, 400, { body: { names: ['x'.repeat(1024)] } })).message).toContain('does not name');
    await refused(confirm, 400, { body: { names: [] } });
    const { files } = await expectOk<{ files: Listed[] }>(person, confirm, {
      body: { names: ['third.csv', 'arrived.csv'] },
    });
    expect(files.map(({ state }) => state)).toEqual(['expected', 'arrived']);
  });
});

const answerOf = async (response: Response): Promise<string> => `${response.status} ${await response.text()}`;

describe('announcements of the same files', () => {
  it('at once are one: all get URLs of the same objects', async () => {
    const files = ['a.csv', 'b.csv', 'c.csv'].map((name) => csvFile(name));
    const id = await opened(files);
    const answers = await Promise.all(Array.from({ length: 8 }, () => announce(person, id, files)));
    const objects = answers.map((targets) => targets.map(({ url }) => new URL(url).pathname).join(' '));
    expect(new Set(objects).size).toBe(1);
    for (const { bytes, name } of files) {
      const target = answers.at(-1)?.find((one) => one.name === name) as Target;
      expect((await put(target, bytes)).status).toBe(200);
    }
    expect((await ended(person, id)).success).toBe(true);
  });
});

describe('an upload URL', () => {
  it('used again after its file was released changes nothing of it', async () => {
    const file = csvFile('once.csv');
    const id = await opened([file]);
    const target = await single(id, file);
    expect(await answerOf(await put(target, file.bytes))).toBe('200 ');
    expect((await ended(person, id)).success).toBe(true);
    const released = () => fetch(`${person.url}/open/${id}/once.csv`).then((response) => response.text());
    const before = await released();
    expect(before).toBe(String(file.bytes));
    expect(await answerOf(await put(target, file.bytes))).toMatch(/^412 .*PreconditionFailed/s);
    const other = Buffer.from(before.replaceAll(/\d/g, '0'));
    expect(other.length).toBe(file.bytes.length);
    expect(await answerOf(await put(target, other))).toMatch(/^4\d\d /);
    expect(await released()).toBe(before);
  });

  it('that was tampered with is refused by S3', async () => {
    const [file, victim] = [csvFile('mine.csv'), csvFile('victim.csv')];
    const id = await opened([file, victim]);
    const [mine, theirs] = await announce(person, id, [file, victim]);
    if (mine === undefined || theirs === undefined) throw new Error('nothing was announced');
    const url = new URL(mine.url);
    const at = (change: (changed: URL) => void): Target => {
      const changed = new URL(url);
      change(changed);
      return { ...mine, url: changed.href };
    };
    const tampered: Record<string, Target> = {
      'another key': at((changed) => {
        changed.pathname = new URL(theirs.url).pathname;
      }),
      'another bucket': at((changed) => {
        changed.pathname = changed.pathname.replace(/^\/[^/]+/, '/other-bucket');
      }),
      'a longer life': at((changed) => changed.searchParams.set('X-Amz-Expires', '604800')),
      'another date': at((changed) => changed.searchParams.set('X-Amz-Date', '20200101T000000Z')),
      'another signature': at((changed) => changed.searchParams.set('X-Amz-Signature', 'a'.repeat(64))),
      'no signature': at((changed) => changed.searchParams.delete('X-Amz-Signature')),
      'a call of its own': at((changed) => changed.searchParams.set('tagging', '')),
      'fewer headers': { ...mine, headers: {} },
    };
    for (const [what, target] of Object.entries(tampered)) {
      expect(`${what}: ${await answerOf(await put(target, file.bytes))}`).toMatch(new RegExp(`^${what}: 40[03] `));
    }
    const longer = Buffer.concat([file.bytes, Buffer.from('x')]);
    expect(await answerOf(await put(mine, longer))).toMatch(/^40[03] /);
    for (const method of ['GET', 'DELETE']) {
      expect(await answerOf(await fetch(mine.url, { method, headers: mine.headers }))).toMatch(/^403 /);
    }
    expect((await filesOf(id)).map(({ state }) => state)).toEqual(['announced', 'announced']);
    await upload(person, id, [file, victim]);
    expect((await ended(person, id)).success).toBe(true);
  });

  it('of an announcement that was made anew with another size leads nowhere any more', async () => {
    const file = csvFile('size.csv');
    const id = await opened([file]);
    const wrong = { ...file, bytes: Buffer.from('too short') };
    const old = await single(id, wrong);
    const target = await single(id, file);
    expect(new URL(old.url).pathname).not.toBe(new URL(target.url).pathname);
    expect(await answerOf(await put(old, wrong.bytes))).toMatch(/^400 .*BadDigest/s);
    expect(await answerOf(await put(target, file.bytes))).toBe('200 ');
    expect((await ended(person, id)).success).toBe(true);
  });

  it('carries no key of the service, only its signature', async () => {
    const file = csvFile('secret.csv');
    const target = await single(await opened([file]), file);
    const text = JSON.stringify(target);
    for (const name of ['secretAccessKey', 'X-Amz-Security-Token=waybill', person.token])
      expect(text).not.toContain(name);
    expect(Object.keys(target.headers).map((header) => header.toLowerCase())).toContain('if-none-match');
  });
});

describe('an upload in parts', () => {
  const bytes = randomBytes(6 * MIB + 5);
  const text = Buffer.from(`gene\n${bytes.toString('hex').slice(0, bytes.length - 6)}\n`);
  const file: SampleFile = { name: 'parts.csv', type: 'csv', bytes: text };
  let id: string;
  let target: Target;
  const at = (rest = '') => `/api/v1/uploads/${target.upload}${rest}`;
  const sendPart = async (number: number, content: Buffer): Promise<Response> => {
    const { parts } = await expectOk<{ parts: { url: string }[] }>(person, at('/parts'), {
      body: { partNumbers: [number] },
    });
    return fetch(parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(content) });
  };

  beforeAll(async () => {
    id = await opened([file]);
    target = await single(id, file);
  });

  it('has as many parts as its size makes', () => {
    expect([target.partCount, target.partSize, target.parts?.length]).toEqual([2, 5 * MIB, 2]);
  });

  it('gives no URL for a part that there is not', async () => {
    expect((await refused(at('/parts'), 400, { body: { partNumbers: [3] } })).message).toMatch(
      /There is no part 3: .* make 2/,
    );
    for (const partNumbers of [[0], [-1], [1.5], ['1'], [], [10_001], Array(1001).fill(1)]) {
      await refused(at('/parts'), 400, { body: { partNumbers } });
    }
  });

  it('is not completed while a part is missing, or has another size', async () => {
    const complete = { method: 'POST' };
    expect((await refused(at('/complete'), 409, complete)).message).toContain('of 2 parts, send 1-2 again');
    expect((await sendPart(1, text.subarray(0, 5 * MIB))).status).toBe(200);
    expect((await refused(at('/complete'), 409, complete)).message).toContain('of 2 parts, send 2 again');
    expect((await sendPart(2, text.subarray(5 * MIB, -1))).status).toBe(200);
    expect((await refused(at('/complete'), 409, complete)).message).toContain('of 2 parts, send 2 again');
    expect(await stateOf(id, file.name)).toBe('announced');
  });

  it('goes on after all that, is completed once, and twice does no harm', async () => {
    const shown = await expectOk<{ parts: { partNumber: number; size: number }[] }>(person, at());
    expect(shown.parts.map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [1, 5 * MIB],
      [2, text.length - 5 * MIB - 1],
    ]);
    expect((await sendPart(2, text.subarray(5 * MIB))).status).toBe(200);
    const [first, second] = await Promise.all(
      [1, 2].map(() => call<Listed>(person, at('/complete'), { method: 'POST' })),
    );
    for (const answer of [first, second] as Answer<Listed>[]) expect([200, 409]).toContain(answer.status);
    expect((await expectOk<Listed>(person, at('/complete'), { method: 'POST' })).state).not.toBe('announced');
    expect((await ended(person, id)).success).toBe(true);
    const released = await fetch(`${person.url}/open/${id}/parts.csv`);
    const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex');
    expect(hash(Buffer.from(await released.arrayBuffer()))).toBe(hash(text));
  });

  it('is not given up once its file has arrived', async () => {
    await refused(at(), 409, { method: 'DELETE' });
    expect((await refused(at('/parts'), 409, { body: { partNumbers: [1] } })).message).toContain('released');
  });

  it('whose name was made up is unknown', async () => {
    const long = `${id}.${Buffer.from('x'.repeat(2000)).toString('base64url')}`;
    for (const name of ['x', `${id}.`, `${id}.!!`, `zzzzzzz.${target.upload.split('.')[1]}`, long]) {
      for (const [method, rest] of [
        ['GET', ''],
        ['POST', '/complete'],
        ['DELETE', ''],
      ] as const) {
        await refused(`/api/v1/uploads/${name}${rest}`, 404, { method });
      }
    }
  });
});

describe('after all this', () => {
  it('the next submission is released', async () => {
    expect((await release(person, [csvFile('next.csv')])).success).toBe(true);
  });
});
