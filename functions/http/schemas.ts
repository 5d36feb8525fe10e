import * as z from 'zod/mini';

/** Names are far shorter, and sort keys of the table end at 1,024 bytes. */
const LONGEST_CURSOR_BYTES = 1000;

/** What a page answered as `next`, to read on from there. */
export const cursor = () =>
  z.string().check(
    z.minLength(1),
    z.maxLength(LONGEST_CURSOR_BYTES),
    z.refine(
      (text) => new TextEncoder().encode(text).length <= LONGEST_CURSOR_BYTES,
      'no page has answered this as next',
    ),
    z.describe('the `next` of the page before'),
  );
