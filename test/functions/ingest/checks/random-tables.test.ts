import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPlainly } from './plain-check.ts';
import { failedOf, faultsOf, type Scans, startScanning, tableCheck } from './scanning.ts';

let scans: Scans;
beforeAll(async () => {
  scans = await startScanning();
});
afterAll(() => scans.close());

const CHECK = tableCheck(
  [
    { name: 'id', type: 'integer', constraints: { required: true, unique: true, minimum: 0 } },
    { name: 'code', constraints: { minLength: 2, pattern: '[a-zü" ,\\n]+' } },
    { name: 'amount', type: 'number' },
    { name: 'day', type: 'date' },
  ],
  { cleaned: true, rules: [{ name: 'amount is at most id', expression: 'amount <= id' }], maxErrors: 10_000 },
  { missingValues: ['', 'NA'] },
);

const cell = {
  id: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -3, max: 40 }).map(String) },
    fc.constantFrom('', 'NA', '+7', '007', '-0', 'x', '1.0', '99999999999999999999', '-', ' 12 '),
  ),
  code: fc.constantFrom('ab', 'a', '', 'NA', 'übü', 'a,b', 'a"b', 'a\nb', 'A', 'ü', 'ab  ', '€€'),
  amount: fc.constantFrom(
    '1',
    '2.5',
    '.5',
    '5.',
    '-1e2',
    'NaN',
    '-INF',
    '1,5',
    '',
    'abc',
    '0.1',
    '12345678901234567890.5',
  ),
  day: fc.constantFrom(
    '2020-02-29',
    '2021-02-29',
    '2021-12-31',
    '',
    'NA',
    '2021-1-1',
    '0000-01-01',
    '9999-12-31',
    '2021-13-01',
  ),
};
const row = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(cell.id, cell.code, cell.amount, cell.day) },
  fc.constantFrom<string[]>([''], ['', '', '', ''], ['1', 'ab'], ['1', 'ab', '1', '', '']),
);

/** Quoted where it must be, and now and then where it need not be. */
function written(text: string, delimiter: string, always: boolean): string {
  const must = text.includes(delimiter) || /["\n]/.test(text);
  return must || always ? `"${text.replaceAll('"', '""')}"` : text;
}

const tables = fc.record({
  rows: fc.array(row, { maxLength: 40 }),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quoteAll: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  encoding: fc.constantFrom('utf8', 'utf16le', 'utf16be', 'mark'),
  pieceBytes: fc.constantFrom(2, 6, 64, 4_096),
  // each slice keeps its state in the store, which takes its time
  slices: fc.constantFrom(1, 1, 2, 3),
});

const bytesOf = (text: string, encoding: string): Buffer => {
  if (encoding === 'utf8') return Buffer.from(text);
  if (encoding === 'mark') return Buffer.from(`\uFEFF${text}`);
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return encoding === 'utf16le' ? little : little.swap16();
};

describe('a random table', () => {
  it('is judged as a second, simple implementation judges it, however it is cut into slices', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ rows, delimiter, quoteAll, lineEnd, encoding, pieceBytes, slices }) => {
        const text = [['id', 'code', 'amount', 'day'], ...rows]
          .map((cells) => cells.map((one) => written(one, delimiter, quoteAll && one !== '')).join(delimiter) + lineEnd)
          .join('');
        const bytes = bytesOf(text, encoding);
        const slice = Math.ceil(bytes.length / slices / 2) * 2;
        const how = slices === 1 ? { pieceBytes } : { pieceBytes: slice, pieces: 1 };
        const outcome = await scans.scan(bytes, CHECK, how);
        const plain = checkPlainly(text, delimiter);
        expect(faultsOf(outcome).toSorted()).toEqual(plain.faults.toSorted());
        expect(Object.values(failedOf(outcome)).reduce((sum, failed) => sum + failed, 0)).toBe(plain.faults.length);
        expect(outcome.table?.rows).toBe(plain.rows.length);
        const cleaned = parse(await scans.cleaned(), { relax_column_count: true }) as string[][];
        expect(cleaned.slice(1).map((cells) => cells[1] ?? '')).toEqual(
          plain.rows.map((cells) => (cells.length === 4 && cells[1] === 'NA' ? '' : (cells[1] ?? ''))),
        );
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });
});
