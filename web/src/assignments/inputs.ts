import { formatBytes } from '../format.ts';
import type { AskedInput, Input } from './assignment-types.ts';

/** What is wrong with a file before it is sent, so that nobody waits for an upload in vain. */
export function fileFault(file: Pick<File, 'name' | 'size'>, asked: AskedInput | undefined): string | undefined {
  if (file.size === 0) return `${file.name} is empty.`;
  const { maxBytes, types } = asked ?? {};
  if (maxBytes !== undefined && file.size > maxBytes) {
    return `${file.name} has ${formatBytes(file.size)}; this input takes ${formatBytes(maxBytes)} at most.`;
  }
  if (types === undefined || isOfType(file.name, types)) return undefined;
  return `${file.name} is none of ${types.map((type) => `.${type}`).join(', ')}.`;
}

/** A name without an ending says nothing of its type. */
function isOfType(fileName: string, types: readonly string[]): boolean {
  const name = fileName.toLowerCase().replace(/\.(?:gz|bgz)$/, '');
  return !name.includes('.') || types.some((type) => name.endsWith(`.${type}`));
}

const HAS_ARRIVED = new Set(['arrived', 'verified', 'released']);
export const hasArrived = ({ state }: Pick<Input, 'state'>): boolean => HAS_ARRIVED.has(state);

/** What has to be there before a submission can start: required inputs, and those whose file is on its way. */
export const missingInputs = (inputs: readonly Input[]): Input[] =>
  inputs.filter((input) => !hasArrived(input) && (input.mode === 'required' || input.state === 'announced'));

/** `csv or xlsx, at most 10 MB` */
export function describeAsked({ types, maxBytes }: Pick<AskedInput, 'types' | 'maxBytes'>): string {
  const kind = types === undefined ? 'any file' : types.map((type) => `.${type}`).join(' or ');
  return maxBytes === undefined ? kind : `${kind}, at most ${formatBytes(maxBytes)}`;
}
