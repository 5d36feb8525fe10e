import * as z from 'zod/mini';

/**
 * An SPDX identifier. Its form alone is looked at: the list of licences grows, and a licence that nobody has heard of is
 * no fault of the data.
 */
export const licence = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/,
      'A licence is told by its SPDX identifier, such as CC-BY-4.0: https://spdx.org/licenses',
    ),
    z.describe('SPDX identifier of the licence that the data is released under, such as CC-BY-4.0'),
  );
