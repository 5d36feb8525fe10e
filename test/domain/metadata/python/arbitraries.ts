import fc from 'fast-check';

/** Characters whose categories and cases differ between engines. */
const CHARACTERS = Array.from('abAiIsk1_- \n\t\u001c\u00a0\ufeff' + 'éÉıİſ\u212aßẞσςµμ٣²\u0345\u{1d7d8}😀');

export const valueText = fc
  .array(fc.constantFrom(...CHARACTERS), { maxLength: 6 })
  .map((characters) => characters.join(''));

const escaped = (character: string): string => (/[\w\n]/u.test(character) ? character : `\\${character}`);
const literal = fc
  .constantFrom(...CHARACTERS)
  .map((character) => (character > '\u007f' ? character : escaped(character)));
const category = fc.constantFrom('\\d', '\\D', '\\w', '\\W', '\\s', '\\S');
const coded = fc.constantFrom('\\x41', '\\u00e9', '\\U0001F600', '\\061', '\\0', '\\n', '\\t', '\\-', '\\.', '\\/');

const member = fc.oneof(
  { weight: 4, arbitrary: literal },
  category,
  coded,
  fc.constantFrom('a-z', 'A-Z', '0-9', 'à-ÿ', 'A-z', '\\b', '.', '$', '[', '|', '\\x30-\\x39', ' -~'),
);
const set = fc
  .tuple(fc.constantFrom('', '', '^'), fc.array(member, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '-'))
  .map(([negation, members, last]) => `[${negation}${members.join('')}${last}]`);

const assertion = fc.constantFrom('^', '$', '\\A', '\\Z', '\\b', '\\B');
const quantifier = fc
  .tuple(fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,3}', '{,2}', '{1,}', '{,}'), fc.constantFrom('', '', '?'))
  .map(([counts, lazy]) => counts + lazy);
const groupHead = fc.constantFrom(
  '(',
  '(?:',
  '(?:',
  '(?i:',
  '(?s:',
  '(?m:',
  '(?a:',
  '(?x:',
  '(?-i:',
  '(?s-i:',
  '(?#,)(',
);

const oneCharacter: fc.Arbitrary<string> = fc.oneof(category, set, coded, fc.constant('.'));

interface Shapes {
  atom: string;
  piece: string;
  pattern: string;
}

/** Patterns that Python mostly accepts. */
const { pattern } = fc.letrec((tie: fc.LetrecTypedTie<Shapes>) => ({
  atom: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: literal },
    { weight: 2, arbitrary: oneCharacter },
    { weight: 2, arbitrary: fc.tuple(groupHead, tie('pattern')).map(([head, body]) => `${head}${body})`) },
  ),
  piece: fc.oneof(
    { weight: 4, arbitrary: tie('atom') },
    { weight: 3, arbitrary: fc.tuple(tie('atom'), quantifier).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: assertion },
  ),
  pattern: fc
    .array(fc.array(tie('piece'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((options) => options.map((pieces) => pieces.join('')).join('|')),
}));

const globalFlags = fc.constantFrom('', '', '', '(?i)', '(?m)', '(?s)', '(?x)', '(?a)', '(?im)', '(?i)(?s)', '(?ai)');
export const soundPattern = fc.tuple(globalFlags, pattern).map((parts) => parts.join(''));

const NOISE = [
  ...Array.from('()[]^-|*?+{},12ab\\$:#x.'),
  '\\d',
  '(?',
  '(?P<n>',
  '(?P<n',
  '(?i)',
  '(?i-',
  '\\q',
  '\\x4',
  '\\8',
  '\\400',
  'z-a',
];

/** Mostly nonsense. */
export const anyPattern = fc.array(fc.constantFrom(...NOISE), { maxLength: 8 }).map((parts) => parts.join(''));

const DIRECTIVES = Array.from('aAbBdmyYHIMSfpjUWwuVGzZcxX%');

export const dateFormat = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...DIRECTIVES).map((letter) => `%${letter}`) },
      { weight: 2, arbitrary: fc.constantFrom('-', '/', ' ', ':', 'T', '.', '  ', '\t', 'i', '(', 'é') },
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((parts) => parts.join(''));

/** Formats as people write them, all of which can be read. */
export const usualFormat = fc.constantFrom(
  '%Y-%m-%d',
  '%d.%m.%Y',
  '%d/%m/%y',
  '%m%d',
  '%Y%m%d',
  '%Y-%j',
  '%G-W%V-%u',
  '%Y %U %w',
  '%Y %W %a',
  '%B %d, %Y',
  '%d %b %Y',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%d %H:%M:%S.%f',
  '%I:%M %p',
  '%H%M%S',
  '%c',
  '%x',
  '%X',
  '%x %X %Z',
  '%Y-%m-%dT%H:%M:%S%z',
  '%A %d %B %Y',
  '%y%m%d%H%M',
  '%d%%%m',
  '%Y-%m',
  '%Y',
  '%H:%M',
  '%b %d',
  '%c %z',
  '%d %p',
);

const isoDate = fc
  .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** What `datetime.isoformat()` writes. */
export const isoText = fc
  .tuple(
    isoDate,
    fc.constantFrom('', '', '.000123', '.500000'),
    fc.constantFrom('', '', '+00:00', '-05:30', '+01:02:03'),
  )
  .map(([iso, fraction, zone]) => iso.slice(0, 19) + fraction + zone);

/** A change of one character, as typing errors make it. */
export const mutation = fc.record({
  at: fc.nat(40),
  how: fc.constantFrom<'keep' | 'drop' | 'insert' | 'replace'>('keep', 'keep', 'drop', 'insert', 'replace'),
  character: fc.constantFrom(...Array.from('0123456789 -:.aAZ+٣\n\t')),
});
