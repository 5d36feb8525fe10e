/**
 * The shape of bearer tokens. An API token is 64 characters [A-Za-z0-9]: the 10 of its user's id, then 54 random ones
 * (321 bits). A session token is a JWT whose `sub` is the user's id. Either names its user, so that profile and token
 * are found by key in one read; neither is believed before its SHA-256 is found under that user.
 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const USER_ID_LENGTH = 10;
export const TOKEN_LENGTH = 64;

const USER_ID = /^[A-Za-z0-9]{10}$/;
const TOKEN = /^[A-Za-z0-9]{64}$/;
const JWT = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;
/** Far above the ~250 characters of our own, so that nobody makes us decode megabytes. */
const JWT_MAX_LENGTH = 2048;

/** Random text over [A-Za-z0-9] from the CSPRNG, every character equally likely. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 248 is the largest multiple of 62 in a byte: taking 248..255 modulo 62 would favour the first eight letters
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

export const newUserId = (): string => randomText(USER_ID_LENGTH);
export const newToken = (userId: string): string => userId + randomText(TOKEN_LENGTH - USER_ID_LENGTH);

/** Is this an API token by its form? */
export const isApiToken = (text: string): boolean => TOKEN.test(text);

/** The id of the user whom a token says it belongs to; undefined where it has neither form. */
export function userIdOf(token: string): string | undefined {
  if (isApiToken(token)) return token.slice(0, USER_ID_LENGTH);
  if (token.length > JWT_MAX_LENGTH) return undefined;
  const payload = JWT.exec(token)?.[1];
  return payload === undefined ? undefined : subjectOf(payload);
}

function subjectOf(payload: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return undefined;
    return typeof claims.sub === 'string' && USER_ID.test(claims.sub) ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}
