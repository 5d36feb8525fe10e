import { type CompilePattern, PATTERN_WORK_LIMIT } from '../manifest/pattern.ts';
import { checkFormat } from '../quality/check-format.ts';
import { HEAD_BYTES, hasBytes, TAIL_BYTES } from '../quality/sample.ts';
import type { Validator } from './job.ts';
import { isSequence } from './sequence.ts';

const MAGIC = {
  png: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  gif: [
    [0x47, 0x49, 0x46, 0x38, 0x37, 0x61],
    [0x47, 0x49, 0x46, 0x38, 0x39, 0x61],
  ],
  jpeg: [[0xff, 0xd8, 0xff]],
} as const;

const ATOM = /ATOM\s+\d+/i;

/** Does the submitted file pass one validator of a job? Whatever the file holds, the answer is yes or no. */
export function passes(validator: Validator, bytes: Uint8Array, compile: CompilePattern): boolean {
  switch (validator.kind) {
    case 'none':
      return true;
    case 'png':
    case 'gif':
    case 'jpeg':
      return MAGIC[validator.kind].some((magic) => hasBytes(bytes, magic));
    case 'pdb_file':
      return onText(bytes, (text) => ATOM.test(text));
    case 'seq':
      return onText(bytes, isSequence);
    case 'pattern':
      return onText(bytes, (text) => matches(text, compile(validator.pattern)));
    default:
      return isOfFormat(validator.kind, bytes);
  }
}

function onText(bytes: Uint8Array, test: (text: string) => boolean): boolean {
  try {
    return test(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // what TextDecoder throws for bytes that are no UTF-8
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A text that a pattern would work on for more than ten seconds is none that the pattern was made for. */
const matches = (text: string, pattern: ReturnType<CompilePattern>): boolean =>
  pattern.size * text.length <= PATTERN_WORK_LIMIT && pattern.test(text);

function isOfFormat(format: 'json' | 'csv' | 'vcf' | 'fastq', bytes: Uint8Array): boolean {
  const size = bytes.length;
  const head = bytes.subarray(0, HEAD_BYTES);
  const tail = bytes.subarray(Math.max(0, size - TAIL_BYTES));
  return checkFormat({ name: 'input', declaredType: format, size, head, tail }).ok;
}
