import { expect, test } from 'vitest';
import { COST, createPasswords } from '../../../adapters/passwords/scrypt.ts';

const cheap = createPasswords({ N: 16, r: 1, p: 1 });

test('a password matches its own hash and no other', async () => {
  const hash = await cheap.hash('Correct1horse');
  expect(await cheap.matches('Correct1horse', hash)).toBe(true);
  expect(await cheap.matches('correct1horse', hash)).toBe(false);
  expect(await cheap.matches('', hash)).toBe(false);
  expect(await cheap.hash('Correct1horse')).not.toBe(hash);
});

test('a hash made at another cost still matches', async () => {
  const hash = await createPasswords({ N: 32, r: 2, p: 2 }).hash('Correct1horse');
  expect(hash).toMatch(/^scrypt\$32\$2\$2\$/);
  expect(await cheap.matches('Correct1horse', hash)).toBe(true);
});

test('nothing matches where there is no hash', async () => {
  for (const password of ['', 'undefined', 'Correct1horse']) {
    expect(await cheap.matches(password, undefined)).toBe(false);
  }
});

test('the two ways to type ü are one password', async () => {
  const hash = await cheap.hash('Gr\u00fcner1hund');
  expect(await cheap.matches('Gru\u0308ner1hund', hash)).toBe(true);
});

test('the cost is the one that OWASP lists for 32 MiB', () => {
  expect(COST).toEqual({ N: 32_768, r: 8, p: 3 });
  expect(128 * COST.N * COST.r).toBe(32 * 1024 * 1024);
});

test('what is no hash is an error, not a mismatch', async () => {
  await expect(cheap.matches('x', 'md5$abc')).rejects.toThrow(/not one of scrypt/);
});
