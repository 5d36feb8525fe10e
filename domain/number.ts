import * as z from 'zod/mini';

/** DynamoDB keeps no number nearer to zero, and none further from it. */
const LEAST = 1e-130;
const LARGEST = 9.9e125;

/** A number that a record can keep; JSON knows others. */
export const storableNumber = () =>
  z
    .number()
    .check(
      z.refine(
        (value) => value === 0 || (Math.abs(value) >= LEAST && Math.abs(value) <= LARGEST),
        `a number is 0, or its size is between ${LEAST} and ${LARGEST}`,
      ),
    );
