import type { ByteSource } from '../../../adapters/tables/chunks.ts';
import type { TableLimits } from '../../../adapters/tables/limits.ts';
import { type ReadTable, readTable } from '../../../adapters/tables/read-table.ts';
import { type Part, zipOf } from '../../../adapters/tables/xlsx/write-zip.ts';
import type { TableRow } from '../../../domain/manifest/table.ts';

export interface WholeTable extends Omit<ReadTable, 'rows'> {
  rows: TableRow[];
}

/** Reads a table to its end. */
export async function readAll(
  source: ByteSource | string,
  limits: Partial<TableLimits> = {},
  sheets: string[] = [],
): Promise<WholeTable> {
  const table = await readTable(typeof source === 'string' ? [Buffer.from(source)] : source, { limits, sheets });
  const rows: TableRow[] = [];
  for await (const row of table.rows) rows.push(row);
  return { ...table, rows };
}

/** The same bytes in pieces of some size. */
export function* inPieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface WorkbookParts {
  /** inside `sheetData`, one text per sheet */
  sheets: string[];
  /** `<sheet …>` attributes besides name and ids, one per sheet */
  states?: string[];
  names?: string[];
  /** whole XML of the shared strings */
  strings?: string;
  /** inside `styleSheet` */
  styles?: string;
  workbookPr?: string;
  /** parts that replace or join the others */
  also?: Part[];
}

/** A workbook of hand-written parts, as Excel lays them out. */
export function workbookOf(parts: WorkbookParts): Buffer {
  const { sheets, also = [] } = parts;
  const all: Part[] = [
    {
      name: '[Content_Types].xml',
      content:
        '<Types xmlns="x"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    },
    { name: '_rels/.rels', content: relationships([['officeDocument', 'xl/workbook.xml']]) },
    { name: 'xl/workbook.xml', content: workbookXml(parts) },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships([
        ...sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
        ['sharedStrings', 'sharedStrings.xml'],
        ['styles', '/xl/styles.xml'],
      ]),
    },
    ...sheets.map((data, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData></worksheet>`,
    })),
    ...(parts.strings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', content: parts.strings }]),
    ...(parts.styles === undefined
      ? []
      : [{ name: 'xl/styles.xml', content: `<styleSheet>${parts.styles}</styleSheet>` }]),
  ];
  const replaced = new Set(also.map((part) => part.name));
  return zipOf([...all.filter((part) => !replaced.has(part.name)), ...also]);
}

const relationships = (list: [string, string][]): string =>
  `<Relationships>${list.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONSHIPS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

function workbookXml({ sheets, states = [], names = [], workbookPr = '' }: WorkbookParts): string {
  const list = sheets.map(
    (_, index) =>
      `<sheet name="${names[index] ?? `Sheet${index + 1}`}" sheetId="${index + 1}" ${states[index] ?? ''} r:id="rId${index + 1}"/>`,
  );
  return `<workbook xmlns:r="${RELATIONSHIPS}">${workbookPr}<sheets>${list.join('')}</sheets></workbook>`;
}

/** A row of inline texts. */
export const textRow = (row: number, ...cells: string[]): string =>
  `<row r="${row}">${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
