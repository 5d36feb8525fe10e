import * as z from 'zod';

/** Controls and line separators have no place in a name: they would break list rows, logs and mail headers. */
const NO_CONTROLS = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;

/** One line of text that people read. */
export const lineOf = (what: string, max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, `${what} must not be empty.`)
    .max(max, `${what} must have at most ${max} characters.`)
    .regex(NO_CONTROLS, `${what} must not contain line breaks or control characters.`);

/** No `@`: whoever signs in may give the e-mail address instead, and the two must not be mistaken for each other. */
export const username = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/,
    'A username has 2 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.',
  );

export const email = z
  .string()
  .trim()
  .max(254, 'An e-mail address has at most 254 characters.')
  .pipe(z.email('This is not an e-mail address.'));

export const fullName = lineOf('The full name', 200);
export const groupName = lineOf('The name of a group', 200);
export const tokenLabel = lineOf('The label', 200);

/** A user, group or token by any of its names. */
export const reference = z.string().min(1).max(64);
