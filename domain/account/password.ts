import { type Issue, invalid } from '../errors.ts';

const PASSWORD_MIN_LENGTH = 10;
/** A bound, so that nobody makes us hash megabytes. */
const PASSWORD_MAX_LENGTH = 128;

const RULES: readonly { rule: string; message: string; holds: (password: string) => boolean }[] = [
  {
    rule: 'length',
    message: `The password has to have a length of at least ${PASSWORD_MIN_LENGTH} characters.`,
    holds: (password) => Array.from(password).length >= PASSWORD_MIN_LENGTH,
  },
  {
    rule: 'maxLength',
    message: `The password must have at most ${PASSWORD_MAX_LENGTH} characters.`,
    holds: (password) => password.length <= PASSWORD_MAX_LENGTH,
  },
  {
    rule: 'uppercase',
    message: 'The password has to contain an upper-case letter.',
    holds: (password) => /\p{Lu}/u.test(password),
  },
  {
    rule: 'lowercase',
    message: 'The password has to contain a lower-case letter.',
    holds: (password) => /\p{Ll}/u.test(password),
  },
  { rule: 'digit', message: 'The password has to contain a digit.', holds: (password) => /\p{Nd}/u.test(password) },
];

/** Every rule that a new password breaks, at once. */
export function passwordIssues(password: string, field = 'newPassword'): Issue[] {
  return RULES.filter((rule) => !rule.holds(password)).map(({ rule, message }) => ({ field, rule, message }));
}

/** @throws DomainError `invalid` with every broken rule */
export function requireGoodPassword(password: string, field = 'newPassword'): void {
  const issues = passwordIssues(password, field);
  if (issues.length > 0) throw invalid(issues.map((issue) => issue.message).join(' '), { issues });
}

/** Hashes and checks passwords; the hash names its own parameters. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time for `undefined` (no such user, or no password yet) as for a wrong password. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}
