import { openObject } from '../../../../adapters/s3/objects.ts';
import { checksSchema, type TableCheck } from '../../../../domain/conformance/checks.ts';
import type { CheckOutcome } from '../../../../domain/conformance/outcome.ts';
import type { ScanState } from '../../../../functions/ingest/checks/scan.ts';
import { scanTable } from '../../../../functions/ingest/checks/scan-table.ts';
import { openWorkStore } from '../../../../functions/ingest/checks/work-store.ts';
import { localStore } from '../../../adapters/s3/local-store.ts';

export interface Scanning {
  /** bytes that are read at a time */
  pieceBytes?: number;
  /** stop after so many pieces, and go on from what was kept */
  pieces?: number;
  fileName?: string;
  /** every slice dies when it has done its work, before anybody knows, and is done again */
  dies?: true;
  referred?: string[][];
}

export interface Scanned extends CheckOutcome {
  slices: number;
}

/** Checks bytes against a table check, with the local S3 for what is put away. */
export async function startScanning() {
  const store = await localStore('waybill-checks');
  let files = 0;
  const scan = async (content: string | Uint8Array, check: TableCheck, how: Scanning = {}): Promise<Scanned> => {
    files += 1;
    const bytes = Buffer.from(content as Uint8Array);
    const file = {
      size: bytes.length,
      read: async (start: number, end: number) => Buffer.from(bytes.subarray(start, end)),
      ...(how.pieceBytes !== undefined && { pieceBytes: how.pieceBytes }),
    };
    const job = {
      check,
      file,
      fileName: how.fileName ?? 'table.csv',
      work: openWorkStore(store.bucket, `test${files}`),
      cleaned: { bucket: store.bucket, key: `cleaned/${files}` },
      referred: how.referred ?? [],
    };
    let state: ScanState | undefined;
    const run = (nonce: string, from: ScanState | undefined) => {
      let pieces = 0;
      const isLate = () => {
        pieces += 1;
        return how.pieces !== undefined && pieces >= how.pieces;
      };
      return scanTable({ ...job, isLate, nonce }, from);
    };
    for (let slice = 0; ; slice += 1) {
      if (how.dies) await run(`dead${slice}`, state);
      const result = await run(`s${slice}`, state);
      if (result.done) return { ...result.outcome, slices: slice + 1 };
      // what is kept is JSON
      state = JSON.parse(JSON.stringify(result.state)) as ScanState;
    }
  };
  /** the cleaned table of the last scan */
  const cleaned = async (): Promise<string> => {
    const { stream } = await openObject({ bucket: store.bucket, key: `cleaned/${files}` });
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  return { scan, cleaned, close: store.close };
}

export type Scans = Awaited<ReturnType<typeof startScanning>>;

/** A table check with these fields; `more` beside them, `schema` in the schema. */
export function tableCheck(fields: object[], more: object = {}, schema: object = {}): TableCheck {
  const parsed = checksSchema().parse([
    { name: 'Table', kind: 'table', input: 'in', schema: { fields, ...schema }, ...more },
  ]);
  return parsed[0] as TableCheck;
}

/** `row column rule` of each listed error, in order. */
export const faultsOf = ({ errors, rules }: CheckOutcome): string[] =>
  errors.map(({ row, column, rule }) =>
    [row, column, rules[rule]?.name].filter((part) => part !== undefined).join(' '),
  );

export const failedOf = ({ rules }: CheckOutcome): Record<string, number> =>
  Object.fromEntries(rules.filter(({ failed }) => failed > 0).map(({ name, failed }) => [name, failed]));
