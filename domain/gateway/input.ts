import { type DomainError, type Issue, notFound } from '../errors.ts';
import type { FileRecord } from '../file/file.ts';
import type { Input, Snapshot } from './specification.ts';

/** What the record of a submission's input says beside what every file's says. */
export interface GatewayInput {
  /** 1 for the specification's first */
  number: number;
  name: string;
  mode: Input['mode'];
  types?: readonly string[];
  maxBytes?: number;
  /** as its sender named the file */
  fileName?: string;
}

type InputFile = Pick<FileRecord, 'key' | 'name' | 'state' | 'size'> & { input?: GatewayInput };

const LONGEST_NAME_BYTES = 200;
const utf8 = new TextEncoder();

/** The last part of a path, in characters that every store and file system takes. */
function cleaned(text: string): string {
  const last = text.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const plain = last.normalize('NFC').replaceAll(/[\p{Cc}\p{Zl}\p{Zp}"]/gu, '_');
  let short = plain.slice(-LONGEST_NAME_BYTES);
  while (utf8.encode(short).length > LONGEST_NAME_BYTES) short = short.slice(1);
  return short.toWellFormed() || 'file';
}

/** The file's name in this submission: the number keeps two inputs apart whose files have one name. */
export const storedNameOf = (number: number, fileName: string): string => `${number}-${cleaned(fileName)}`;

/** The records of a new submission's inputs, none of which has come. */
export function expectedInputs(
  snapshot: Pick<Snapshot, 'inputs'>,
  owner: Pick<FileRecord, 'submissionId' | 'submitterId' | 'groupId'>,
): FileRecord[] {
  return snapshot.inputs.map(({ dataStorePath, name, mode, types, maxBytes }, index) => ({
    ...owner,
    key: dataStorePath,
    name: storedNameOf(index + 1, dataStorePath),
    state: 'expected' as const,
    input: {
      number: index + 1,
      name,
      mode,
      ...(types !== undefined && { types }),
      ...(maxBytes !== undefined && { maxBytes }),
    },
  }));
}

/** Why a submission cannot start: every input that is missing or has not arrived. */
export function unreadyInputs(files: readonly InputFile[]): Issue[] {
  return files.flatMap(({ key, state, input }) => {
    const told = { field: 'inputs', value: key };
    if (state === 'announced') {
      const message = `Input '${key}' was announced and has not arrived. Finish its upload, confirm it, or give it up.`;
      return [{ ...told, rule: 'arrived', message }];
    }
    if (state !== 'expected' || input?.mode === 'optional') return [];
    return [{ ...told, rule: 'required', message: `Input '${key}' is missing.` }];
  });
}

/** Why a file is too large or too small for an input; undefined where it is not. */
export function sizeFault(path: string, size: number, maxBytes: number | undefined): string | undefined {
  if (size === 0) return `The file for input '${path}' is empty.`;
  if (maxBytes === undefined || size <= maxBytes) return undefined;
  return `The file for input '${path}' has ${size} bytes; this input takes ${maxBytes}.`;
}

/**
 * Which of an input's types a file is, by its name; its content is judged later. A name without an ending says nothing.
 * @returns `fault` where the name says that it is none of them
 */
export function typeOfInput(types: readonly string[] | undefined, fileName: string): { type?: string; fault?: string } {
  if (types === undefined) return {};
  const name = fileName.toLowerCase();
  const plain = name.replace(/\.(?:gz|bgz)$/, '');
  const type = types.find((ending) => name.endsWith(`.${ending}`) || plain.endsWith(`.${ending}`));
  if (type !== undefined) return { type };
  const only = types.length === 1 ? types[0] : undefined;
  if (!name.includes('.')) return only === undefined ? {} : { type: only };
  return { fault: `'${fileName}' is not of an accepted type (${types.join(', ')}).` };
}

/** The same for the file of an input, by the name that its sender gave it. */
export const typeByName = ({ input, name }: Pick<FileRecord, 'input' | 'name'>) =>
  typeOfInput(input?.types, input?.fileName ?? name);

export function noSuchInput(path: string, paths: readonly string[]): DomainError {
  const known = paths.map((one) => `'${one}'`).join(', ');
  const message = `There is no input '${path}'. The dataStorePaths of this submission: ${known}.`;
  return notFound(message, { issues: [{ field: 'dataStorePath', message: 'unknown', value: path }] });
}
