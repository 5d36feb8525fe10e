import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import type { TableLimits } from '../limits.ts';
import { notReadable, refuse, refuseSize } from '../refusal.ts';

/** The parts of an Excel workbook, by name. */
export interface Parts {
  has(name: string): boolean;
  /** the part's bytes, expanded as they are read; nothing when there is no such part */
  read(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

/** Opens a workbook's zip archive. Nothing is expanded yet. */
export async function openParts(bytes: Buffer, limits: TableLimits): Promise<Parts> {
  const zip = await open(bytes);
  if (zip.entryCount > limits.entries) {
    throw refuse(`The workbook has ${zip.entryCount} parts; ${limits.entries} are allowed.`);
  }
  const entries = await listEntries(zip);
  const budget = { left: limits.expandedBytes, limit: limits.expandedBytes };
  return {
    has: (name) => entries.has(name.toLowerCase()),
    read: (name) => expand(zip, entries.get(name.toLowerCase()), budget),
    close: () => zip.close(),
  };
}

const damaged = (cause: unknown): Error =>
  notReadable(`The Excel workbook is damaged (${cause instanceof Error ? cause.message : String(cause)}).`);

function open(bytes: Buffer): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error) reject(damaged(error));
      else resolve(zip);
    });
  });
}

/** Part names are compared without case (ECMA-376, part 2). */
async function listEntries(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  const entries = new Map<string, yauzl.Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase();
      if (entries.has(name)) throw new Error(`two parts are called ${entry.fileName}`);
      entries.set(name, entry);
    }
  } catch (error) {
    throw damaged(error);
  }
  return entries;
}

/** Expands one part. yauzl stops when it turns out larger than it claims; the budget is for all parts together. */
async function* expand(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry | undefined,
  budget: { left: number; limit: number },
): AsyncGenerator<Buffer> {
  if (entry === undefined) return;
  if (entry.isEncrypted()) throw notReadable('The Excel workbook is encrypted.');
  const tooLarge = () => refuseSize(`The workbook expands to more than ${budget.limit} bytes; split the table.`);
  if (entry.uncompressedSize > budget.left) throw tooLarge();
  let stream: Readable | undefined;
  try {
    stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      budget.left -= chunk.length;
      if (budget.left < 0) break;
      yield chunk;
    }
  } catch (error) {
    throw damaged(error);
  } finally {
    stream?.destroy();
  }
  if (budget.left < 0) throw tooLarge();
}
