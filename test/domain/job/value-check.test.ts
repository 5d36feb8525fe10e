import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueFault } from '../../../domain/job/value-check.ts';

const REFUSED = 'Incoming data can not contain ';

describe('the value of a parameter', () => {
  it.each(['', '12', '0.01', 'TRUE', 'FALSE', 'in', 'A', 'b2c', 'Import', 'RM', 'pdb', 'cath', 'ä'])(
    'may be %j',
    (value) => {
      expect(valueFault(value, false)).toBeUndefined();
    },
  );

  it.each('!"#$%&\'()*+,-/:;<=>?@[\\]^_`{|}~ \t\n\r\v\f\0'.split(''))('may not contain %j', (character) => {
    for (const value of [character, `a${character}`, `${character}a`]) {
      expect(valueFault(value, true)).toBe(`${REFUSED}punctuation: ${character}`);
    }
  });

  it.each([
    ['import', 'python keyords: import'],
    ['None', 'python keyords: None'],
    ['True', 'python keyords: True'],
    ['rm', 'R keywords: rm'],
    ['ls', 'R keywords: ls'],
    ['format.packageInfo', 'R keywords: format.packageInfo'],
    ['all', 'R keywords: all'],
    ['curl', 'unix commands: curl'],
    ['sh', 'unix commands: sh'],
    ['a-rm', 'punctuation: -'],
  ])('%s is refused as the first thing that it is', (value, why) => {
    expect(valueFault(value, false)).toBe(REFUSED + why);
  });

  it('may be True or False where it is a boolean: a published example sends that', () => {
    expect(valueFault('True', true)).toBeUndefined();
    expect(valueFault('False', true)).toBeUndefined();
    expect(valueFault('None', true)).toBeDefined();
  });

  it('that passes has nothing in it that a shell or a path could take for more than a word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(valueFault(value, false) === undefined);
        expect(value).not.toMatch(/[\s\p{Cc}$`"'\\;|&<>()*?[\]{}~#!/=-]/u);
      }),
    );
  });
});
