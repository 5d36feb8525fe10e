import { afterEach, expect, it } from 'vitest';
import { readConfig } from '../../functions/config.ts';

const SET = ['TABLE_NAME', 'SLICE_SECONDS', 'SITE_IDS', 'JOB_SETTINGS'] as const;
const before = SET.map((name) => [name, process.env[name]] as const);
afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

it.each([
  ['TABLE_NAME', undefined, 'Invalid input: expected string, received undefined'],
  ['SLICE_SECONDS', '0', 'Too small: expected number to be >0'],
  ['SITE_IDS', '{"digits": 3}', 'Too small: expected number to be >=6'],
  ['SITE_IDS', '{', 'is not JSON'],
  ['JOB_SETTINGS', '{', 'is not JSON'],
  ['JOB_SETTINGS', '{}', 'Invalid input: expected string, received undefined'],
] as const)('%s is told by its name, and in words, what is wrong with %s', (name, value, fault) => {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
  expect(() => readConfig(name)).toThrow(`Environment variable ${name} is not usable: ${fault}`);
});

it('has no settings of jobs where they are switched off', () => {
  process.env['JOB_SETTINGS'] = '';
  expect(readConfig('JOB_SETTINGS')).toEqual({ JOB_SETTINGS: undefined });
});
