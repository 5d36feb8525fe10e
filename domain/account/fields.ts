import * as z from 'zod/mini';

/** Controls and line separators have no place in a name: they would break list rows, logs and mail headers. */
const NO_CONTROLS = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;

/** One line of text that people read. */
export const lineOf = (what: string, max: number) =>
  z
    .string()
    .check(
      z.trim(),
      z.normalize('NFC'),
      z.minLength(1, `${what} must not be empty.`),
      z.maxLength(max, `${what} must have at most ${max} characters.`),
      z.regex(NO_CONTROLS, `${what} must not contain line breaks or control characters.`),
    );

/** No `@`: whoever signs in may give the e-mail address instead, and the two must not be mistaken for each other. */
export const username = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/,
      'A username has 2 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.',
    ),
  );

export const email = z.pipe(
  z.string().check(z.trim(), z.maxLength(254, 'An e-mail address has at most 254 characters.')),
  z.email('This is not an e-mail address.'),
);

export const fullName = lineOf('The full name', 200);
export const groupName = lineOf('The name of a group', 200);
export const tokenLabel = lineOf('The label', 200);

/** A user, group or token by any of its names. */
export const reference = z.string().check(z.minLength(1), z.maxLength(64));
