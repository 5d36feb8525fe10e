import { delimitedLine } from '../../adapters/tables/write-delimited.ts';
import { columnLetters, type SheetContent, writeWorkbook } from '../../adapters/tables/xlsx/write-xlsx.ts';
import { definitionNamed } from '../../domain/manifest/change-definitions.ts';
import type { ManifestDefinitions } from '../../domain/manifest/definitions.ts';
import type { ManifestProfile } from '../../domain/manifest/profile.ts';
import type { Call, Reply } from '../http/route.ts';
import type { routes } from './routes.ts';
import type { TEMPLATE_FORMATS } from './schemas.ts';
import { definitions } from './store.ts';

/** An empty manifest to fill in. */
export async function getTemplate(call: Call<(typeof routes)['getTemplate']>): Promise<Reply> {
  const all = await definitions.load();
  const profile = definitionNamed(all, 'profiles', call.params['name'] ?? '');
  const { format } = call.query;
  return download(templateOf(profile, all, format), `${profile.name}-manifest.${format}`, format);
}

function templateOf(profile: ManifestProfile, all: ManifestDefinitions, format: (typeof TEMPLATE_FORMATS)[number]) {
  const header = profile.columns.map((column) => column.name);
  if (format === 'xlsx') return workbook(profile, header, all);
  return Buffer.from(delimitedLine(header, format === 'tsv' ? '\t' : ','));
}

const TERMS_SHEET = 'vocabularies';

/** The header, with a drop-down list under every column that has a vocabulary; the lists are on a second sheet. */
function workbook(profile: ManifestProfile, header: readonly string[], all: ManifestDefinitions): Buffer {
  const lists = new Map<number, string>();
  const vocabularies: (readonly string[])[] = [];
  for (const [index, column] of profile.columns.entries()) {
    const vocabulary = all.vocabularies.find(({ name }) => name === column.vocabulary);
    if (vocabulary === undefined) continue;
    const letters = columnLetters(vocabularies.length);
    lists.set(index, `${TERMS_SHEET}!$${letters}$2:$${letters}$${vocabulary.terms.length + 1}`);
    vocabularies.push([column.name, ...vocabulary.terms]);
  }
  const manifest: SheetContent = {
    name: profile.sheet ?? 'manifest',
    rows: [header],
    lists,
    listRows: profile.maxRows,
  };
  return writeWorkbook(
    vocabularies.length === 0 ? [manifest] : [manifest, { name: TERMS_SHEET, rows: transposed(vocabularies) }],
  );
}

function transposed(columns: readonly (readonly string[])[]): string[][] {
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? ''));
}

const CONTENT_TYPES = {
  tsv: 'text/tab-separated-values; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** A table as a file to save; names are made of a profile's name, so they need no quoting. */
export const download = (bytes: Buffer, fileName: string, format: keyof typeof CONTENT_TYPES): Reply => ({
  status: 200,
  bytes,
  headers: {
    'content-type': CONTENT_TYPES[format],
    'content-disposition': `attachment; filename="${fileName}"`,
  },
});
