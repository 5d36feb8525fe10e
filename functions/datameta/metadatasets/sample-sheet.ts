import { listMetadata } from '../../../adapters/dynamodb/datameta/metadata-store.ts';
import { type ReadTable, readTable } from '../../../adapters/tables/read-table.ts';
import { DomainError, invalid, tooLarge } from '../../../domain/errors.ts';
import type { RecordValues } from '../../../domain/metadata/metadataset.ts';
import { examineRecord } from '../../../domain/metadata/record.ts';
import type { FieldRule } from '../../../domain/metadata/rules.ts';
import { readSampleSheet } from '../../../domain/metadata/sample-sheet.ts';
import { readForm } from '../../http/multipart.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { rulesOf } from '../rules.ts';
import { createBudget } from './page.ts';

type ConvertCall = Call<(typeof metadatasetsRoutes)['convertSampleSheet']>;

/** The records of a sample sheet, each with what would be said of it if it were handed in. */
export async function convertSampleSheet(call: ConvertCall): Promise<Reply> {
  const [definitions, bytes] = await Promise.all([listMetadata(table), sheetOf(call)]);
  const rules = rulesOf(definitions).regular;
  const rows = await readable(async () => readSampleSheet(await openSheet(bytes), definitions));
  const budget = createBudget();
  return ok(
    rows.map(({ row, record }) => {
      const values = withOwnDates(record, rules);
      const view = { row, record: values, errors: examineRecord(values, rules).issues.map(errorView) };
      if (!budget.take(view)) throw tooLarge('The records of this sheet do not fit an answer. Split the sheet.');
      return view;
    }),
  );
}

const errorView = ({ field, message }: { field?: string; message: string }) => ({
  ...(field !== undefined && { field }),
  message,
});

async function sheetOf({ headers, rawBody }: ConvertCall): Promise<Buffer> {
  if (!headers['content-type']?.toLowerCase().startsWith('multipart/form-data')) return rawBody;
  const part = (await readForm(rawBody, headers['content-type'])).files['file'];
  if (part !== undefined) return part.bytes;
  const message = "The form has no part 'file'. Send the sheet as: curl -F file=@sheet.xlsx";
  throw invalid(message, { issues: [{ field: 'file', message }] });
}

const UNREADABLE = 'Unable to parse the sample sheet.';

const openSheet = (bytes: Buffer): Promise<ReadTable> => readTable([bytes]);

/** What is wrong with the file itself, its reader tells; it speaks of manifests. */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || !error.issues.some(({ rule }) => rule === 'file')) throw error;
    const reasons = error.issues.map(({ message }) => ({ message: message.replaceAll('manifest', 'sample sheet') }));
    throw invalid(UNREADABLE, { issues: [{ message: UNREADABLE }, ...reasons], cause: error });
  }
}

/** Workbooks keep dates as dates, which are read in ISO form: records have them in the form of their metadatum. */
const withOwnDates = (record: RecordValues, rules: readonly FieldRule[]): RecordValues =>
  Object.fromEntries(
    Object.entries(record).map(([field, value]) => {
      const date = rules.find(({ name }) => name === field)?.date;
      if (date === undefined || value === null || date.toIso(value) !== undefined) return [field, value];
      const [, day, time = '00:00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}))?$/.exec(value) ?? [];
      return [field, day === undefined ? value : (date.fromIso(`${day}T${time}`) ?? value)];
    }),
  );
