import { expect, it } from 'vitest';
import { isKnownType } from '../../../domain/quality/format.ts';

it.each(['csv', '.FASTQ', 'fastq.gz'])('%s is a type whose content can be checked', (type) => {
  expect(isKnownType(type)).toBe(true);
});

it.each(['constructor', '__proto__', 'nothing', ''])('%s is none', (type) => {
  expect(isKnownType(type)).toBe(false);
});
