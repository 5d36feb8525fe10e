import { posix } from 'node:path';
import { notReadable } from '../refusal.ts';
import { readXml } from './xml.ts';
import type { Parts } from './zip.ts';

export interface Workbook {
  /** visible sheets in their order, then hidden ones */
  sheets: readonly { name: string; part: string }[];
  /** dates count from 1904 instead of 1900 */
  date1904: boolean;
  sharedStrings: string | undefined;
  styles: string | undefined;
}

interface Relationship {
  id: string;
  /** last word of the type's URI, which differs between the two flavours of the format */
  type: string;
  part: string;
}

/** Finds the parts of a workbook by its content types and relationships. */
export async function readWorkbook(parts: Parts): Promise<Workbook> {
  if (!(await isWorkbook(parts))) throw notReadable('The file is a zip archive, but not an Excel workbook (.xlsx).');
  const roots = await relationships(parts, '');
  const main = roots.find((relationship) => relationship.type === 'officeDocument');
  if (main === undefined) throw notReadable('The Excel workbook is damaged (it has no main part).');
  const linked = await relationships(parts, main.part);
  const { sheets, date1904 } = await readSheets(parts, main.part, linked);
  const part = (type: string) => linked.find((relationship) => relationship.type === type)?.part;
  return { sheets, date1904, sharedStrings: part('sharedStrings'), styles: part('styles') };
}

const WORKBOOK_TYPE = /(spreadsheetml\.(sheet|template)|ms-excel\.(sheet|template)\.macroEnabled)\.main\+xml$/i;

async function isWorkbook(parts: Parts): Promise<boolean> {
  let found = false;
  await readXml(parts.read('[Content_Types].xml'), {
    open: (_, attributes) => {
      if (WORKBOOK_TYPE.test(attributes['ContentType'] ?? '')) found = true;
    },
  });
  return found;
}

/** The relationships of a part, or of the package when the part is empty. */
async function relationships(parts: Parts, part: string): Promise<Relationship[]> {
  const folder = posix.dirname(part);
  const file = part === '' ? '_rels/.rels' : posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  await readXml(parts.read(file), {
    open: (name, { Id, Type, Target, TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External' || !Id || !Type || !Target) return;
      const absolute = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
      found.push({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), part: absolute });
    },
  });
  return found;
}

async function readSheets(parts: Parts, part: string, linked: readonly Relationship[]) {
  const sheets: { name: string; part: string; hidden: boolean }[] = [];
  let date1904 = false;
  await readXml(parts.read(part), {
    open: (name, attributes) => {
      if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      const target = linked.find((relationship) => relationship.id === id && relationship.type === 'worksheet');
      const hidden = (attributes['state'] ?? 'visible') !== 'visible';
      if (target !== undefined) sheets.push({ name: attributes['name'] ?? '', part: target.part, hidden });
    },
  });
  const ordered = [...sheets.filter((sheet) => !sheet.hidden), ...sheets.filter((sheet) => sheet.hidden)];
  return { sheets: ordered, date1904 };
}
