import { expect, test } from 'vitest';
import { isApiToken, newToken, newUserId, randomText, userIdOf } from '../../../domain/account/token.ts';

const jwt = (claims: unknown) =>
  ['{"alg":"HS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

test('a token has 64 letters and digits and begins with the id of its user', () => {
  const userId = newUserId();
  const token = newToken(userId);
  expect(token).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(userIdOf(token)).toBe(userId);
  expect(newToken(userId)).not.toBe(token);
});

test('every character is equally likely', () => {
  const counts = new Map<string, number>();
  const total = 62_000;
  for (const character of randomText(total)) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // chi-square with 61 degrees of freedom exceeds 130 once in a million runs; a modulo bias of 5/256 gives about 1000
  let chiSquare = 0;
  for (const count of counts.values()) chiSquare += (count - 1000) ** 2 / 1000;
  expect(chiSquare).toBeLessThan(130);
});

test('a session token names its user in sub', () => {
  expect(userIdOf(jwt({ sub: 'Abcdefgh12', iat: 1 }))).toBe('Abcdefgh12');
});

test.each([
  ['empty', ''],
  ['63 characters', 'a'.repeat(63)],
  ['65 characters', 'a'.repeat(65)],
  ['a sign that is no letter', `${'a'.repeat(63)}-`],
  ['a newline at the end', `${'a'.repeat(64)}\n`],
  ['no JSON in the payload', 'abc.def.ghi'],
  ['a payload that is null', jwt(null)],
  ['no sub', jwt({ iat: 1 })],
  ['a sub of another form', jwt({ sub: 'USER#1' })],
  ['a sub that is no text', jwt({ sub: 1234567890 })],
  ['an enormous one', jwt({ sub: 'Abcdefgh12', pad: 'x'.repeat(4000) })],
])('names nobody: %s', (_, token) => {
  expect(userIdOf(token)).toBeUndefined();
});

test('only 64 letters and digits are an API token', () => {
  expect(isApiToken('a'.repeat(64))).toBe(true);
  expect(isApiToken('a'.repeat(64).replace('a', 'é'))).toBe(false);
});
