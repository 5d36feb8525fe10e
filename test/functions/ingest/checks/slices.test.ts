import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scans, startScanning, tableCheck } from './scanning.ts';

let scans: Scans;
beforeAll(async () => {
  scans = await startScanning();
});
afterAll(() => scans.close());

const CHECK = tableCheck(
  [
    { name: 'id', type: 'integer', constraints: { unique: true } },
    { name: 'born', type: 'date', format: '%d.%m.%Y' },
    { name: 'name', constraints: { maxLength: 250 } },
    { name: 'parent', type: 'integer' },
  ],
  { cleaned: true, rules: [{ name: 'older', expression: 'parent < id' }] },
  { foreignKeys: [{ fields: 'parent', reference: { resource: '', fields: 'id' } }] },
);

const ROWS = 44_000;
const LONG = 'x'.repeat(180);

/** 10 MB: three pieces to read, and more than one part of the cleaned table. */
function table(): string {
  const lines = ['id;born;name;parent'];
  for (let row = 1; row <= ROWS; row += 1) {
    const id = row % 10_000 === 0 ? 7 : row;
    const born = row % 6_000 === 0 ? '31.02.2001' : '28.02.2001';
    lines.push(
      `${id};${born};"name, ""quoted"" and ${LONG} ${row}";${row % 8_000 === 0 ? row : Math.floor(row / 2) + (row === 1 ? 0 : 1)}`,
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
/**
 * What is found only when runs are put together is listed last; which of several earlier rows a repeated key is told of
 * depends on the slices.
 */
const plain = ({ check, table: facts, rules, errors, cleaned }: Awaited<ReturnType<Scans['scan']>>) => ({
  check,
  facts,
  rules,
  cleaned,
  errors: errors
    .map((error) => ({ ...error, message: error.message.replace(/row \d+ already/, 'a row already') }))
    .toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0) || a.rule - b.rule),
});

describe('a table that is checked in slices', () => {
  it('comes to the same, though every slice dies once', async () => {
    const bytes = Buffer.from(table());
    const whole = await scans.scan(bytes, CHECK);
    const cleaned = digest(await scans.cleaned());
    expect(whole.rules.filter(({ failed }) => failed > 0).map(({ name, failed }) => [name, failed])).toEqual([
      ['type(born)', 7],
      ['unique(id)', 4],
      ['older', expect.any(Number)],
    ]);
    expect(whole.cleaned).toBeGreaterThan(8 * 1024 ** 2);
    const sliced = await scans.scan(bytes, CHECK, { pieces: 1, dies: true });
    expect(sliced.slices).toBeGreaterThan(2);
    expect(digest(await scans.cleaned())).toBe(cleaned);
    expect(plain(sliced)).toEqual(plain(whole));
    expect(sliced.keys.map(({ runs }) => runs.length > 1)).toEqual(whole.keys.map(() => true));
  });

  it('of another encoding finds its way back to every row', async () => {
    const text = table().slice(0, 600_000).replaceAll('name', 'nämé €');
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const whole = await scans.scan(bytes, CHECK);
    const sliced = await scans.scan(bytes, CHECK, { pieces: 1, pieceBytes: 199_998 });
    expect(sliced.slices).toBeGreaterThan(4);
    expect(plain(sliced)).toEqual(plain(whole));
  });
});
