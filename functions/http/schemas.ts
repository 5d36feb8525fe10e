import * as z from 'zod';

/** Names are far shorter, and sort keys of the table end at 1,024 bytes. */
const LONGEST_CURSOR_BYTES = 1000;

/** What a page answered as `next`, to read on from there. */
export const cursor = () =>
  z
    .string()
    .min(1)
    .max(LONGEST_CURSOR_BYTES)
    .refine(
      (text) => new TextEncoder().encode(text).length <= LONGEST_CURSOR_BYTES,
      'no page has answered this as next',
    )
    .describe('the `next` of the page before');
