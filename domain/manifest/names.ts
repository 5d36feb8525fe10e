import * as z from 'zod/mini';

/** Names of profiles and vocabularies: they stand in URLs and in table keys. */
export const definitionName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'A name has 1 to 64 letters, digits, dots, underscores or hyphens and begins with a letter or digit.',
    ),
  );

/**
 * Names of columns. They also stand in the templates that people open in a spreadsheet, so none may begin with a
 * character that makes a formula.
 */
export const columnName = z
  .string()
  .check(
    z.maxLength(100),
    z.regex(
      /^[^\p{C}\s=+\-@]([^\p{C}]*[^\p{C}\s])?$/u,
      'A column name has no control characters, no blanks around it, and does not begin with = + - or @.',
    ),
  );
