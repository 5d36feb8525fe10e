import type { LinkedFiles, Named } from '../../../domain/metadata/metadataset.ts';
import { deleteMany, putMany } from '../batch-write.ts';
import type { Table } from '../client.ts';
import { type Key, keys, SK } from '../keys.ts';
import { ofPartition, readPages, readRows } from '../read-pages.ts';

/** A metadataset as its submission has it. */
export interface SetOfSubmission extends Named {
  fileIds: LinkedFiles;
}

/** What a submission consists of, in the order in which it was asked for. */
export interface Content {
  metadatasets: SetOfSubmission[];
  files: Named[];
  /** partition keys of the values that it has for itself */
  values: string[];
}

type Kind = keyof Content;

/** An item has 400 kB at most, names of attributes included. */
const ROW_BYTES = 200_000;

/** Writes what a submission consists of; nothing shows it before the submission is committed. */
export async function putContent(table: Table, id: string, content: Content): Promise<void> {
  const rows = (Object.keys(content) as Kind[]).flatMap((kind) =>
    inRows<unknown>(content[kind]).map((entries, index) => ({ ...keys.content(id, kind, index), entries })),
  );
  await putMany(table, rows);
}

function inRows<T>(entries: readonly T[]): T[][] {
  const rows: T[][] = [];
  let bytes = ROW_BYTES;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry));
    if (bytes + size > ROW_BYTES) rows.push([]);
    bytes = bytes + size > ROW_BYTES ? size : bytes + size;
    rows.at(-1)?.push(entry);
  }
  return rows;
}

/** What a submission consists of, piece by piece in bounded memory. */
export async function* readContent<K extends Kind>(table: Table, id: string, kind: K): AsyncGenerator<Content[K]> {
  const rows = readRows(table, ofPartition(keys.submission(id).PK, `${SK.content}${kind}#`));
  for await (const row of rows) yield row['entries'] as Content[K];
}

/** All of one kind. */
export async function contentOf<K extends Kind>(table: Table, id: string, kind: K): Promise<Content[K]> {
  const found: Content[K][number][] = [];
  for await (const entries of readContent(table, id, kind)) found.push(...entries);
  return found as Content[K];
}

/** Deletes all rows of a draft but its own. */
export async function deleteContent(table: Table, id: string): Promise<void> {
  const self = keys.submission(id);
  for await (const rows of readPages(table, ofPartition(self.PK))) {
    const others = (rows as unknown as Key[]).filter((row) => row.SK !== self.SK);
    await deleteMany(table, others);
  }
}

/** The key of a value that a submission has for itself. */
export const valueKey = (PK: string): Key => ({ PK, SK: keys.uniqueValue('', '').SK });
