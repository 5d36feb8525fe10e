import { parse } from 'csv-parse/browser/esm/sync';

/** What is shown of a manifest: at most so many bytes are read for it, which is some 100,000 rows. */
const SHOWN_BYTES = 20_000_000;

export interface Preview {
  header: readonly string[];
  /** as the file has them; the first one is spreadsheet row 2 */
  rows: readonly (readonly string[])[];
}

/** Reads a table for display; `undefined` for workbooks, and for what is no table. The service decides what it means. */
export async function readPreview(file: Blob): Promise<Preview | undefined> {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  // a workbook is a ZIP archive
  if (start[0] === 0x50 && start[1] === 0x4b) return undefined;
  const text = await file.slice(0, SHOWN_BYTES).text();
  return parsePreview(text);
}

export function parsePreview(text: string): Preview | undefined {
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const delimiter = firstLine.includes('\t') ? '\t' : ',';
  try {
    const options = { delimiter, bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: false };
    const [header, ...rows] = parse(text, options) as unknown as string[][];
    return header && { header, rows };
  } catch {
    return undefined;
  }
}
