import { ObjectMissing } from '../../adapters/s3/errors.ts';
import { openObject } from '../../adapters/s3/objects.ts';
import type { ByteSource } from '../../adapters/tables/chunks.ts';
import { readTable } from '../../adapters/tables/read-table.ts';
import { delimitedLine, neutralise } from '../../adapters/tables/write-delimited.ts';
import { type Issue, invalid, notFound, tooLarge } from '../../domain/errors.ts';
import { correctedCopy } from '../../domain/manifest/corrected.ts';
import type { ManifestDefinitions } from '../../domain/manifest/definitions.ts';
import { manifestKey } from '../../domain/manifest/upload.ts';
import { readForm } from '../http/multipart.ts';
import { readJson } from '../http/parse.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { uploads } from './buckets.ts';
import { checkManifestStream, sheetNames } from './check-stream.ts';
import type { routes } from './routes.ts';
import { definitions } from './store.ts';
import { download } from './template.ts';

type CheckCall = Call<(typeof routes)['checkManifest']>;

/** Checks a manifest and answers with the report, the errors as a table, or the corrected manifest. */
export async function checkManifest(call: CheckCall): Promise<Reply> {
  const [all, source] = await Promise.all([definitions.load(), sourceOf(call)]);
  const { profile, corrected, errors, max: maxIssues, table: showsTable } = call.query;
  if (corrected) return correct(source, all, profile);
  const options = { maxIssues, showsTable, ...(profile !== undefined && { profile }) };
  const report = await checkManifestStream(source, all, options);
  return errors === 'csv' ? download(errorTable(report.errors), 'manifest-errors.csv', 'csv') : ok(report);
}

/** The manifest's bytes: the body, a form's file, or an object that was uploaded ahead. */
async function sourceOf(call: CheckCall): Promise<ByteSource> {
  const contentType = call.headers['content-type']?.toLowerCase() ?? '';
  if (contentType.startsWith('application/json') || namesUpload(call.rawBody)) return uploaded(call);
  if (!contentType.startsWith('multipart/form-data')) return [call.rawBody];
  const form = await readForm(call.rawBody, call.headers['content-type']);
  const bytes = form.files['manifest']?.bytes ?? form.fields['manifest'];
  if (bytes === undefined)
    throw invalid("The form has no field 'manifest'. Send it as: curl -F manifest=@manifest.tsv");
  return [Buffer.from(bytes)];
}

/** `curl -d` sends JSON as a form; a header row does not begin like this. */
const namesUpload = (body: Buffer): boolean => /^\s*\{\s*"manifest"\s*:/.test(body.toString('latin1', 0, 100));

async function uploaded(call: CheckCall): Promise<ByteSource> {
  const reference = (readJson(call.rawBody) as { manifest?: unknown } | null)?.manifest;
  if (typeof reference !== 'string') {
    throw invalid('Send {"manifest": "…"} with the reference of an uploaded manifest, or the manifest itself.');
  }
  const key = manifestKey(call.principal.userId, reference);
  const missing = () =>
    notFound(
      `No manifest was uploaded as '${reference}'. Announce it with POST /api/v1/manifest-uploads, then PUT it.`,
    );
  if (key === undefined) throw missing();
  try {
    return (await openObject({ bucket: uploads, key })).stream;
  } catch (error) {
    throw error instanceof ObjectMissing ? missing() : error;
  }
}

const COLUMNS = ['row', 'column', 'value', 'rule', 'message', 'suggestion'] as const satisfies (keyof Issue)[];

/** For spreadsheets, so nothing in it may start a formula: cells come from the manifest, and so may column names. */
function errorTable(errors: readonly Issue[]): Buffer {
  const rows = errors.map((issue) => COLUMNS.map((column) => String(issue[column] ?? '')));
  const lines = [[...COLUMNS], ...rows].map((cells) => delimitedLine(cells.map(neutralise), ','));
  return Buffer.from(lines.join(''));
}

/** Lambda answers with 6 MB at most, and bytes grow by a third on their way. */
const ANSWER_BYTES = 4_400_000;

async function correct(source: ByteSource, all: ManifestDefinitions, profile: string | undefined): Promise<Reply> {
  const table = await readTable(source, { sheets: sheetNames(all) });
  const delimiter = table.delimiter ?? '\t';
  const lines: Buffer[] = [];
  let size = 0;
  for await (const cells of correctedCopy(table, all, profile)) {
    const line = Buffer.from(delimitedLine(cells, delimiter));
    size += line.length;
    if (size > ANSWER_BYTES) {
      throw tooLarge('The corrected manifest does not fit an answer. Apply the suggestions of the report yourself.');
    }
    lines.push(line);
  }
  const format = delimiter === '\t' ? 'tsv' : 'csv';
  return download(Buffer.concat(lines), `corrected-manifest.${format}`, format);
}
