import { DomainError } from '../errors.ts';

/** Usernames have 2 to 64 characters; room is left for the number that tells two of them apart. */
const LONGEST = 56;
const TRIES = 50;

/** A username after the part of an e-mail address before the `@`. */
export function usernameFrom(email: string): string {
  const local = (email.split('@')[0] ?? '').normalize('NFKD').replaceAll(/\p{M}+/gu, '');
  const name = local
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/[^a-z0-9]+$/, '')
    .slice(0, LONGEST);
  return name.length >= 2 ? name : `user-${name}`.replace(/-$/, '');
}

/** Takes the first username that is free: `jane`, `jane2`, `jane3` … and, in a crowd, one with a random number. */
export async function withFreeUsername<T>(email: string, take: (username: string) => Promise<T>): Promise<T> {
  const name = usernameFrom(email);
  for (let number = 1; ; number++) {
    const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const username = number === 1 ? name : `${name}${number <= 5 ? number : random % 1_000_000}`;
    try {
      return await take(username);
    } catch (error) {
      if (number === TRIES || !isUsernameTaken(error)) throw error;
    }
  }
}

const isUsernameTaken = (error: unknown): boolean =>
  error instanceof DomainError && error.kind === 'conflict' && error.issues[0]?.field === 'username';
