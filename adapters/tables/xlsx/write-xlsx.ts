import { type Part, zipOf } from './write-zip.ts';

/** A sheet of texts. */
export interface SheetContent {
  name: string;
  rows: readonly (readonly string[])[];
  /** drop-down lists: 0-based column -> formula of the range that holds its terms, for `listRows` rows below the first */
  lists?: ReadonlyMap<number, string>;
  listRows?: number;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** An Excel workbook of plain text cells. */
export function writeWorkbook(sheets: readonly SheetContent[]): Buffer {
  return zipOf([
    contentTypes(sheets),
    rootRelationships,
    workbook(sheets),
    workbookRelationships(sheets),
    ...sheets.map(sheetPart),
  ]);
}

function contentTypes(sheets: readonly SheetContent[]): Part {
  const overrides = sheets.map(
    (_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${CONTENT}.worksheet+xml"/>`,
  );
  const content = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>${overrides.join('')}</Types>`;
  return { name: '[Content_Types].xml', content };
}

const rootRelationships: Part = {
  name: '_rels/.rels',
  content: `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
};

function workbook(sheets: readonly SheetContent[]): Part {
  const list = sheets.map(
    ({ name }, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const content = `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheets>${list.join('')}</sheets></workbook>`;
  return { name: 'xl/workbook.xml', content };
}

function workbookRelationships(sheets: readonly SheetContent[]): Part {
  const list = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const content = `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
  return { name: 'xl/_rels/workbook.xml.rels', content };
}

function sheetPart(sheet: SheetContent, index: number): Part {
  const rows = sheet.rows.map((cells, row) => `<row r="${row + 1}">${cells.map(cellOf(row + 1)).join('')}</row>`);
  const content = `${XML}<worksheet xmlns="${MAIN}"><sheetData>${rows.join('')}</sheetData>${validations(sheet)}</worksheet>`;
  return { name: `xl/worksheets/sheet${index + 1}.xml`, content };
}

const cellOf = (row: number) => (text: string, column: number) =>
  text === ''
    ? ''
    : `<c r="${columnLetters(column)}${row}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;

function validations({ lists, listRows = 1 }: SheetContent): string {
  if (lists === undefined || lists.size === 0) return '';
  const entries = [...lists].map(([column, formula]) => {
    const letters = columnLetters(column);
    return `<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" sqref="${letters}2:${letters}${listRows + 1}"><formula1>${escapeXml(formula)}</formula1></dataValidation>`;
  });
  return `<dataValidations count="${entries.length}">${entries.join('')}</dataValidations>`;
}

/** 0 -> A, 27 -> AB. */
export function columnLetters(column: number): string {
  const rest = column >= 26 ? columnLetters(Math.floor(column / 26) - 1) : '';
  return rest + String.fromCharCode(65 + (column % 26));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
