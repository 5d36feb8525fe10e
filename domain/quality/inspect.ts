import type { Checksum } from '../file/file.ts';
import { checkFormat } from './check-format.ts';
import type { Algorithm, Digests, Hash, HashState, ReadRange } from './hashing.ts';
import { GZIP_MAGIC, HEAD_BYTES, hasBytes, INFLATED_LIMIT, type Inflated, TAIL_BYTES } from './sample.ts';

export interface InspectedFile {
  name: string;
  /** declared type, e.g. NeMO's File_type */
  type?: string;
  declared: {
    /** bytes */
    size?: number;
    /** what the manifest and the uploader say; hexadecimal */
    checksums: readonly Checksum[];
  };
  stored: {
    /** bytes */
    size: number;
    /** digests of the whole file that the store itself has computed or verified */
    proved: Digests;
  };
  /** digests that must be known in the end, even where none is declared */
  wanted?: readonly Algorithm[];
  /** the content is checked more thoroughly than by its format */
  hasSchema?: boolean;
}

export type Outcome = 'passed' | 'failed' | 'skipped';

export interface Check {
  check: 'size' | 'checksum' | 'format' | 'conformance';
  outcome: Outcome;
  message: string;
  /** 1-based, where the check is about one line */
  line?: number;
}

export interface FileReport {
  name: string;
  ok: boolean;
  checks: readonly Check[];
  digests: Digests;
}

/** Where an inspection stopped; small enough for a state machine's state. */
export interface InspectionState {
  checks: readonly Check[];
  hash: HashState;
}

export type InspectionResult = { done: true; report: FileReport } | { done: false; state: InspectionState };

/** What an inspection needs of the outside. */
export interface InspectionTools {
  read: ReadRange;
  inflate: (compressed: Uint8Array, options: { limit: number; whole: boolean }) => Promise<Inflated>;
  hash: Hash;
  deadline?: () => boolean;
}

/**
 * Checks one stored file: size, format by content, checksums. The whole file is read only where a digest is asked for
 * that the store has not proved. All faults are reported, not only the first.
 */
export async function inspectFile(
  file: InspectedFile,
  tools: InspectionTools,
  state?: InspectionState,
): Promise<InspectionResult> {
  const read = headReadOnce(tools.read, file.stored.size);
  const checks = state?.checks ?? [sizeCheck(file), ...(await formatChecks(file, { ...tools, read }))];
  const digests = { ...file.stored.proved };
  const unknown = unknownDigests(file, checks);
  if (unknown.length > 0) {
    const { hash, deadline } = tools;
    const result = await hash({ read, size: file.stored.size, algorithms: unknown, state: state?.hash, deadline });
    if (!result.done) return { done: false, state: { checks, hash: result.state } };
    Object.assign(digests, result.digests);
  }
  const all = [...checks, ...checksumChecks(file, digests)];
  const ok = all.every(({ outcome }) => outcome !== 'failed');
  return { done: true, report: { name: file.name, ok, checks: all, digests } };
}

/** A small file is read once: its format is judged and its digests are computed from the same bytes. */
function headReadOnce(read: ReadRange, size: number): ReadRange {
  if (size > HEAD_BYTES) return read;
  let whole: Promise<Uint8Array> | undefined;
  return async (start, end) => {
    whole ??= read(0, size);
    return (await whole).subarray(start, end);
  };
}

const bytes = (count: number): string => `${count.toLocaleString('en-US')} byte${count === 1 ? '' : 's'}`;

function sizeCheck({ name, declared, stored }: InspectedFile): Check {
  const found = bytes(stored.size);
  if (declared.size === undefined) return { check: 'size', outcome: 'skipped', message: `${found}; none declared` };
  if (declared.size === stored.size) return { check: 'size', outcome: 'passed', message: `${found}, as declared` };
  const message = `${name}: the stored file has ${found}, ${bytes(declared.size)} were declared.`;
  return { check: 'size', outcome: 'failed', message };
}

async function formatChecks(file: InspectedFile, tools: InspectionTools): Promise<Check[]> {
  const { name, type, stored } = file;
  if (file.hasSchema === true) return [{ check: 'format', outcome: 'skipped', message: 'checked against a schema' }];
  const { size } = stored;
  const whole = size <= HEAD_BYTES;
  const head = await tools.read(0, Math.min(size, HEAD_BYTES));
  const tail = whole ? head.subarray(Math.max(0, size - TAIL_BYTES)) : await tools.read(size - TAIL_BYTES, size);
  const gzip = hasBytes(head, GZIP_MAGIC);
  const inflated = gzip ? await tools.inflate(head, { limit: INFLATED_LIMIT, whole }) : undefined;
  const answer = checkFormat({
    name,
    size,
    head,
    tail,
    ...(type !== undefined && { declaredType: type }),
    ...(inflated !== undefined && { inflated }),
  });
  if (answer.format === undefined) {
    return [{ check: 'format', outcome: 'skipped', message: `no format is declared; observed: ${answer.observed}` }];
  }
  if (answer.ok) return [{ check: 'format', outcome: 'passed', message: answer.observed }];
  return answer.problems.map((problem) => ({ check: 'format', outcome: 'failed', ...problem }));
}

/**
 * What must be read. A file of the wrong size has the wrong bytes and is not worth it; a digest of the store that
 * contradicts the declared one is, so that no file is refused on another's word.
 */
function unknownDigests({ declared, stored, wanted = [] }: InspectedFile, checks: readonly Check[]): Algorithm[] {
  if (checks.some(({ check, outcome }) => check === 'size' && outcome === 'failed')) return [];
  const asked = new Set([...declared.checksums.map(({ algorithm }) => algorithm), ...wanted]);
  const contradicted = new Set(
    declared.checksums
      .filter(({ algorithm, value }) => stored.proved[algorithm] !== value.toLowerCase())
      .map(({ algorithm }) => algorithm),
  );
  return [...asked].filter((algorithm) => stored.proved[algorithm] === undefined || contradicted.has(algorithm));
}

const LABELS: Readonly<Record<Algorithm, string>> = { md5: 'MD5', sha256: 'SHA-256' };

function checksumChecks({ name, declared, stored }: InspectedFile, digests: Digests): Check[] {
  if (declared.checksums.length === 0) {
    return [{ check: 'checksum', outcome: 'skipped', message: 'no checksum is declared' }];
  }
  return declared.checksums.map(({ algorithm, value }) => {
    const label = LABELS[algorithm];
    const found = digests[algorithm];
    if (found === undefined) return { check: 'checksum', outcome: 'skipped', message: `${label} not read: wrong size` };
    if (found === value.toLowerCase()) {
      const how = stored.proved[algorithm] === found ? 'verified by the store' : 'read from the stored bytes';
      return { check: 'checksum', outcome: 'passed', message: `${label} ${found}, ${how}` };
    }
    const message = `${name}: the ${label} of the stored file is ${found}, declared is ${value}.`;
    return { check: 'checksum', outcome: 'failed', message };
  });
}
