import { expect, it } from 'vitest';
import { storableNumber } from '../../domain/number.ts';

it.each([0, -0, 1, -1.5, 1e-130, -1e-130, 9.9e125, Number.MAX_SAFE_INTEGER])('%d can be kept', (value) => {
  expect(storableNumber().safeParse(value).success).toBe(true);
});

it.each([5e-324, -1e-131, 1e126, -Number.MAX_VALUE, Infinity, NaN])('%d is refused', (value) => {
  expect(storableNumber().safeParse(value).success).toBe(false);
});
