import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../adapters/tables/safe-pattern.ts';
import type { Validator } from '../../../domain/job/job.ts';
import { passes } from '../../../domain/job/validate-input.ts';

const text = (content: string) => new TextEncoder().encode(content);
const bytes = (...values: number[]) => new Uint8Array([...values, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const check = (kind: Exclude<Validator['kind'], 'pattern'>, input: Uint8Array) =>
  passes({ kind }, input, compilePattern);

const PROTEIN = 'MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDAQFEVV';
const PNG = bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GIF = text('GIF89a....');
const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0);
const NOTHING = new Uint8Array(0);

describe('pictures', () => {
  it.each([
    ['png', PNG],
    ['gif', GIF],
    ['jpeg', JPEG],
  ] as const)('%s is told by its first bytes', (kind, picture) => {
    for (const one of [PNG, GIF, JPEG, text('text'), NOTHING]) expect(check(kind, one)).toBe(one === picture);
  });
});

describe('none', () => {
  it('takes everything', () => {
    for (const one of [PNG, text('x'), NOTHING]) expect(check('none', one)).toBe(true);
  });
});

describe('pdb_file', () => {
  it.each<[string, boolean]>([
    ['HEADER\nATOM      1  N   MET A   1', true],
    ['atom 7', true],
    ['ATOM', false],
    ['HETATM A', false],
  ])('%j: %s', (content, valid) => {
    expect(check('pdb_file', text(content))).toBe(valid);
  });

  it('refuses what is no text', () => {
    expect(check('pdb_file', new Uint8Array([...text('ATOM 1'), 0xff]))).toBe(false);
  });
});

describe('seq', () => {
  it.each<[string, string, boolean]>([
    ['a bare sequence', PROTEIN, true],
    ['FASTA', `>P1 a protein\n${PROTEIN.slice(0, 40)}\n${PROTEIN.slice(40)}\n`, true],
    ['FASTA with CRLF and a comment', `>P1\r\n;comment\r\n${PROTEIN}\r\n`, true],
    ['lower case', PROTEIN.toLowerCase(), true],
    ['29 residues', PROTEIN.slice(0, 29), false],
    ['30 residues', PROTEIN.slice(0, 30), true],
    ['1500 residues', PROTEIN.repeat(22).slice(0, 1500), true],
    ['1501 residues', PROTEIN.repeat(22).slice(0, 1501), false],
    ['nucleotides', 'ACGT'.repeat(20), false],
    ['a letter that is no residue', `${PROTEIN}B`, false],
    ['a header alone', '>P1\n', false],
    ['an alignment', `>a\n${PROTEIN}\n>b\n${PROTEIN.replaceAll('K', '-')}\n`, true],
    ['an alignment of unequal lengths', `>a\n${PROTEIN}\n>b\n${PROTEIN}M\n`, false],
    ['an alignment with one bad sequence', `>a\n${PROTEIN}\n>b\n${PROTEIN.replaceAll('K', '1')}\n`, false],
    ['nothing', '', false],
  ])('%s', (_, content, valid) => {
    expect(check('seq', text(content))).toBe(valid);
  });

  it('refuses what is no text', () => {
    expect(check('seq', PNG)).toBe(false);
  });
});

describe('formats', () => {
  it.each<['json' | 'csv' | 'vcf' | 'fastq', string, boolean]>([
    ['json', '{"a": [1, 2]}', true],
    ['json', '{"a": ', false],
    ['csv', 'a,b\n1,2\n', true],
    ['csv', 'a,b\n1,2\n3,4\n1,2,3\n5,6\n', false],
    ['vcf', '##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t100\t.\tA\tC\t.\tPASS\t.\n', true],
    ['vcf', 'no VCF\n', false],
    ['fastq', '@r1\nACGT\n+\nIIII\n', true],
    ['fastq', '@r1\nACGT\n+\nIII\n', false],
  ])('%s %j: %s', (kind, content, valid) => {
    expect(check(kind, text(content))).toBe(valid);
  });
});

describe('a pattern', () => {
  const matches = (pattern: string, content: Uint8Array) =>
    passes({ kind: 'pattern', pattern }, content, compilePattern);

  it('has to match the whole text', () => {
    expect(matches('[0-9]+\\n?', text('123\n'))).toBe(true);
    expect(matches('[0-9]+', text('123 x'))).toBe(false);
    expect(matches('(?s).*b.*', text('a\nb\nc'))).toBe(true);
    expect(matches('.*', PNG)).toBe(false);
  });

  it('ends in time on what it was not made for', () => {
    const began = Date.now();
    matches('(a|aa)*b', text('a'.repeat(2_000_000)));
    matches('((a{0,8}){0,4}x)*', text('a'.repeat(4_000_000)));
    expect(Date.now() - began).toBeLessThan(30_000);
  });
});
