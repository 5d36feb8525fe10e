import { describe, expect, test } from 'vitest';
import { HEAD_BYTES } from '../../../domain/quality/sample.ts';
import { goodVcf, judge, messages, mtx } from './judging.ts';
import { alignment, bam, bamContent, bgzf, lines, variant, vcf } from './samples.ts';

describe('BAM', () => {
  test('without its last block', async () => {
    expect(await messages('a.bam', bam(100, { eof: false }), 'bam')).toEqual([
      'a.bam: the empty block that ends BGZF is missing; the file is cut off',
    ]);
  });
  test('cut off between two blocks and closed again', async () => {
    const content = bamContent(Array.from({ length: 50 }, (_, index) => alignment(index)));
    expect(await messages('a.bam', bgzf(content.subarray(0, -7)), 'bam')).toEqual([
      'a.bam: the file ends inside alignment 50; it is cut off',
    ]);
    expect(await messages('a.bam', bgzf(content.subarray(0, 40)), 'bam')).toEqual([
      'a.bam: the file ends inside the header; it is cut off',
    ]);
  });
  test('is told to be cut off wherever it is cut, except between alignments', async () => {
    const header = bamContent([]).length;
    const content = bamContent([alignment(0), alignment(1)]);
    const between = new Set([header, header + alignment(0).length, content.length]);
    for (let end = 4; end <= content.length; end++) {
      const { ok } = await judge('a.bam', bgzf(content.subarray(0, end)), 'bam');
      expect(ok, `${end} bytes`).toBe(between.has(end));
    }
  });
  test('with an alignment to a reference that is not in its header', async () => {
    expect(await messages('a.bam', bgzf(bamContent([alignment(0), alignment(1, 7)])), 'bam')).toEqual([
      'a.bam: alignment 2 is damaged: 57 bytes, reference 7 of 1',
    ]);
  });
  test('larger than the sample', async () => {
    const large = bam(20_000, { level: 0 });
    expect(large.length).toBeGreaterThan(HEAD_BYTES);
    expect(await messages('a.bam', large, 'bam')).toEqual([]);
    expect(await messages('a.bam', large.subarray(0, -100), 'bam')).toEqual([
      'a.bam: the empty block that ends BGZF is missing; the file is cut off',
    ]);
  });
});

describe('VCF', () => {
  const record = (change: (fields: string[]) => void): string => {
    const fields = variant(5).split('\t');
    change(fields);
    return vcf(variant(1), fields.join('\t'));
  };
  const put = (column: number, value: string) => record((fields) => fields.splice(column, 1, value));
  test.each<[string, string, string]>([
    ['no version', lines('#CHROM'), 'a.vcf, line 1: expected "##fileformat=VCFv4.x", found "#CHROM"'],
    [
      'another version',
      goodVcf.replace('v4.3', 'v3.3'),
      'a.vcf, line 1: expected "##fileformat=VCFv4.x", found "##fileformat=VCFv3.3"',
    ],
    ['no header', lines('##fileformat=VCFv4.3'), 'a.vcf: there is no header line that begins with "#CHROM"'],
    [
      'blanks for tabs',
      goodVcf.replace('#CHROM\tPOS', '#CHROM POS'),
      'a.vcf, line 3: expected #CHROM in column 1 of the header (tabs between), found "#CHROM POS"',
    ],
    [
      'a missing column',
      goodVcf.replace('\tFILTER', ''),
      'a.vcf, line 3: expected FILTER in column 7 of the header (tabs between), found "INFO"',
    ],
    ['a repeated sample', goodVcf.replace('sample1', 's\ts'), 'a.vcf, line 3: the sample "s" is named twice'],
    [
      'a short record',
      record((fields) => fields.pop()),
      'a.vcf, line 5: expected 10 columns as in the header, found 9',
    ],
    ['a position in words', put(1, 'abc'), 'a.vcf, line 5: POS must be a whole number, found "abc"'],
    ['a reference that is none', put(3, 'A-'), 'a.vcf, line 5: REF must be bases, found "A-"'],
    ['an alternative that is none', put(4, 'G,'), 'a.vcf, line 5: ALT must be alleles with commas between, found "G,"'],
    ['a quality in words', put(5, 'high'), 'a.vcf, line 5: QUAL must be a number or ".", found "high"'],
    ['info with blanks', put(7, 'DP=1; AF=2'), 'a.vcf, line 5: INFO must be "." or without blanks, found "DP=1; AF=2"'],
  ])('%s', async (_name, file, message) => {
    expect(await messages('a.vcf', file, 'vcf')).toContain(message);
  });
  test('breakends, symbolic alleles and none are alleles', async () => {
    const alleles = ['G]17:198982]', ']13:123456]T', '[17:198983[A', '<DUP:TANDEM>', '.', '*', 'GTC,G', 'C[<ctg1>:1['];
    expect(
      await messages('a.vcf', vcf(...alleles.map((allele, index) => variant(index).replace('G,<DEL>', allele))), 'vcf'),
    ).toEqual([]);
  });
  test('larger than the sample and cut off', async () => {
    const large = vcf(...Array.from({ length: 30_000 }, (_, index) => variant(index + 1)));
    expect(await messages('a.vcf', large, 'vcf')).toEqual([]);
    expect(await messages('a.vcf', large.slice(0, -20), 'vcf')).toEqual([
      'a.vcf: the last line has 6 of 10 columns; the file is cut off',
    ]);
    expect(await messages('a.vcf.gz', bgzf(large, { eof: false, level: 0 }), 'vcf')).toEqual([
      'a.vcf.gz: the empty block that ends BGZF is missing; the file is cut off',
    ]);
  });
});

describe('tables, intervals and matrices', () => {
  const longTable = `a\tb\tc\n${Array.from({ length: 200_000 }, (_, index) => `${index}\tx\ty\n`).join('')}`;
  test.each<[string, string, string | Buffer, string[]]>([
    [
      'a.csv',
      'a long row',
      lines('a,b', '1,2,3', '1,2'),
      ['a.csv, line 2: expected 2 columns as in the header, found 3'],
    ],
    [
      'a.csv',
      'a row after a cell of two lines',
      lines('a,b', '"x\ny",2', '1'),
      ['a.csv, line 4: expected 2 columns as in the header, found 1'],
    ],
    [
      'a.csv',
      'a quotation mark left open',
      lines('a,b', '1,"2', '3,4'),
      ['a.csv, line 2: a cell begins with a quotation mark that is never closed'],
    ],
    [
      'a.tsv',
      'a short row',
      lines('# x', 'a\tb', '1'),
      ['a.tsv, line 3: expected 2 columns as in the header, found 1'],
    ],
    ['long.tsv', 'a whole long table', longTable, []],
    [
      'long.tsv',
      'a cut last row',
      longTable.slice(0, -4),
      ['long.tsv: the last line has 2 of 3 columns; the file is cut off'],
    ],
    ['a.bed', 'an end before the start', lines('chr1\t10\t5'), ['a.bed, line 1: the start 10 is behind the end 5']],
    [
      'a.bed',
      'two columns',
      lines('chr1\t10'),
      ['a.bed, line 1: expected chromosome, start and end, found 2 column(s)'],
    ],
    [
      'a.bed',
      'rows of different widths',
      lines('c\t1\t2\tx', 'c\t3\t4'),
      ['a.bed, line 2: expected 4 columns as in the first interval, found 3'],
    ],
    [
      'a.bed',
      'a start that is no number',
      lines('c 1.5 2'),
      ['a.bed, line 1: the start must be a whole number, found "1.5"'],
    ],
    ['a.bed', 'no interval', lines('track name=x'), ['a.bed: there is no interval in it']],
    ['a.mtx', 'an index outside', mtx.replace('3 2 7', '4 2 7'), ['a.mtx, line 5: row 4 is not within 1 to 3']],
    [
      'a.mtx',
      'fewer entries than said',
      mtx.replace('3 2 7\n', ''),
      ['a.mtx: the sizes say 2 entries, the file has 1'],
    ],
    [
      'a.mtx',
      'no sizes',
      mtx.replace('3 2 2', 'three'),
      ['a.mtx, line 3: expected rows, columns and entries, found "three"'],
    ],
    [
      'p.bim',
      'five columns',
      lines('1 rs1 0 752566 G'),
      [
        'p.bim, line 1: expected 6 columns (chromosome, variant, position in morgans, base-pair coordinate, allele 1, allele 2), found 5',
      ],
    ],
    ['p.fam', 'a sex in words', lines('F1 S1 0 0 male -9'), ['p.fam, line 1: the sex must be a number, found "male"']],
    [
      'a.json',
      'cut off',
      '{"a": [1, 2',
      ["a.json: expected JSON: Expected ',' or ']' after array element in JSON at position 11 (line 1 column 12)"],
    ],
    ['a.fasta', 'a record without sequence', lines('>a', '>b', 'AC'), ['a.fasta, line 1: the record has no sequence']],
    [
      'a.fasta',
      'cut off',
      lines('>a', 'AC', '>b'),
      ['a.fasta: the file ends with a record that has no sequence; it is cut off'],
    ],
    [
      'a.fasta',
      'digits',
      lines('>a', '1 ACGT'),
      ['a.fasta, line 2: the sequence contains "1", which is no residue code'],
    ],
    [
      'a.sam',
      'ten fields',
      lines('@HD\tVN:1', 'r\t0\tc\t1\t60\t4M\t*\t0\t0\tACGT'),
      ['a.sam, line 2: expected a header line with "@" or 11 fields of an alignment, found 10'],
    ],
  ])('%s with %s', async (name, _what, file, expected) => {
    expect(await messages(name, file)).toEqual(expected);
  });
});
