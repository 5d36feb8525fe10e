import fc from 'fast-check';

/** Texts that break what takes them for granted: encodings, patterns, paths, templates, numbers, keys of the table. */
const TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\r\nX-Injected: 1',
  '\uD800',
  'a\uDFFFb',
  '\uFEFF',
  '\u202Etxt.exe',
  'e\u0301'.repeat(40),
  '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}',
  'İıſK',
  '../../../etc/passwd',
  '..\\..\\boot.ini',
  '/etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  '=HYPERLINK("http://example.org","x")',
  '@SUM(1+1)',
  '<img src=x onerror=alert(1)>',
  '"; DROP TABLE users; --',
  '{{7*7}}%s%n',
  '(a+)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '[',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  '-0',
  '1e309',
  '9007199254740993',
  '-1',
  '0x10',
  'null',
  'undefined',
  'true',
  '[]',
  '2026-02-30',
  '9999-12-31T23:59:60Z',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  'GROUP#abcdefg',
  '#',
  '%',
  '%2e%2e%2f',
  'x'.repeat(256),
  'x'.repeat(1025),
  'é'.repeat(2049),
];

export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  // half characters: well-formed Unicode has none
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map(ofUnits) },
);

function ofUnits(units: readonly number[]): string {
  return String.fromCharCode(...units);
}

/** Numbers at the edges of what a number, an item of the table and a date can be. */
const NUMBERS = [0, -0, -1, 0.1, 1e-320, 1e21, 1e308, 2 ** 31, 2 ** 53, -(2 ** 63), 8.64e15 + 1] as const;

export const hostileNumber = fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, noDefaultInfinity: true }));

/** A list in a list in a list: some parsers call themselves for each. */
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** Any JSON value, mostly where another one is wanted. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: hostileNumber },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [null], [[]], [{}], { a: { b: {} } }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      nested(500),
      Array.from({ length: 2000 }, () => 'x'),
      withKey('__proto__'),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** A key of its own, which no object literal can write. */
function withKey(key: string): unknown {
  return JSON.parse(`{${JSON.stringify(key)}: {"siteAdmin": true}}`);
}

/** Bodies that are no JSON, or not what they say they are. */
export const brokenBody: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom(
      '{',
      '{"a":1,}',
      'nul',
      '[1e999]',
      '{"a":"\u0000"}',
      '"\\ud800"',
      '['.repeat(50_000),
      `{"a":${'9'.repeat(400)}}`,
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(Buffer.from([0xff, 0xfe, 0x7b, 0]), Buffer.from([0xc3, 0x28]), Buffer.from('\uFEFF{}')),
);

/** A text as one segment of a path, or as a value of a query; some are no percent-encoding at all. */
export const encoded = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: text.map((value) => encodeURIComponent(value.toWellFormed())) },
    { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%ff', '%c0%af', '%E0%A4%A', '%ud800') },
  );

/** Headers that say something else than what is sent, or that nobody can use. */
export const hostileHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>[]>(
  { 'content-type': 'application/xml' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'multipart/form-data; boundary=' },
  { 'content-type': 'text/plain; charset=utf-16' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': ';;;' },
  { 'content-encoding': 'gzip' },
  { accept: 'image/png' },
  { accept: 'text/html' },
  { 'accept-language': '*;q=9' },
  { 'idempotency-key': 'with a space' },
  { 'idempotency-key': 'é' },
  { 'idempotency-key': 'x'.repeat(256) },
  { 'idempotency-key': '"quoted"' },
  { 'x-forwarded-for': '127.0.0.1, not an address' },
  { 'x-http-method-override': 'DELETE' },
  { authorization: 'Basic YTpi' },
  { authorization: 'Bearer a.b.c' },
  { authorization: `Bearer ${'a'.repeat(64)}` },
  { cookie: 'jwt=1; Access-Token=2' },
  { range: 'bytes=5-1' },
  { 'if-none-match': '*' },
);
