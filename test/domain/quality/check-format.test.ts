import { describe, expect, test } from 'vitest';
import { inflateHead } from '../../../adapters/content/inflate.ts';
import { HEAD_BYTES, INFLATED_LIMIT } from '../../../domain/quality/sample.ts';
import { goodVcf, judge, messages, mtx } from './judging.ts';
import { bam, bgzf, fastq, gzip, hdf5, lines, noisyFastq, tar, ucscBinary } from './samples.ts';

describe('a sound file passes, and what it is is said', () => {
  test.each<[string, Buffer | string, string | undefined, string]>([
    ['a.fastq', fastq(3), 'fastq', 'FASTQ'],
    ['a.fastq.gz', gzip(fastq(3)), 'fastq', 'FASTQ, compressed with gzip'],
    ['a.fq.gz', Buffer.concat([gzip(fastq(3)), gzip(fastq(3))]), undefined, 'FASTQ, compressed with gzip'],
    ['a.fastq.gz', bgzf(fastq(3), { eof: false }), 'fastq', 'FASTQ, compressed with BGZF'],
    ['trimmed.fastq', lines('@r', '', '+', ''), 'fastq', 'FASTQ'],
    ['windows.fastq', fastq(2).replaceAll('\n', '\r\n'), 'fastq', 'FASTQ'],
    ['no-final-newline.fastq', fastq(2).trimEnd(), 'fastq', 'FASTQ'],
    ['a.fasta', lines('>chr1 human', 'ACGTN', 'acgt', '', '>p', 'MKV*'), 'fasta', 'FASTA'],
    ['a.sam', lines('@HD\tVN:1.6', 'r\t0\tchr1\t1\t60\t4M\t*\t0\t0\tACGT\tFFFF'), undefined, 'SAM'],
    ['a.bam', bam(100), 'bam', 'BAM, compressed with BGZF'],
    ['empty.bam', bam(0), 'bam', 'BAM, compressed with BGZF'],
    ['a.bam.bai', Buffer.from('BAI\x01\0\0\0\0'), 'bam', 'BAM index'],
    ['a.tsv.gz.tbi', bgzf('TBI\x01\0\0\0\0'), 'tsv', 'tabix index, compressed with BGZF'],
    ['a.vcf', goodVcf, 'vcf', 'VCF'],
    ['a.vcf.gz', bgzf(goodVcf), 'VCF', 'VCF, compressed with BGZF'],
    ['a.bed', lines('track name=x', 'chr1\t0\t10\tpeak', 'chr2\t5\t5\tpeak'), 'bed', 'plain text'],
    ['a.bb', ucscBinary('bigbed'), 'bigbed', 'bigBed'],
    ['a.bigWig', ucscBinary('bigwig', { big: true }), 'bigwig', 'bigWig'],
    ['a.csv', lines('gene,"note, long"', 'A,"two\nlines"', 'B,"say ""hi"""'), 'csv', 'plain text'],
    ['de.csv', lines('gene;count', 'A;1,5'), 'csv', 'plain text'],
    ['a.tsv', lines('gene\tcount', 'A\t1', '"B\t2'), 'tsv', 'plain text'],
    ['r.tsv', lines('a\tb', 'row1\t1\t2', 'row2\t3\t4'), 'tsv', 'plain text'],
    ['commented.tsv', lines('# made by a tool', '#gene\tcount', 'A\t1'), 'tsv', 'plain text'],
    ['x_barcodes.tsv.gz', gzip(lines('AAAC-1', 'AAAG-1')), 'mtx', 'plain text, compressed with gzip'],
    ['a.mtx', mtx, 'mtx', 'Matrix Market'],
    ['a.h5', hdf5(0), 'H5', 'HDF5'],
    ['a.h5ad', hdf5(3), undefined, 'HDF5'],
    ['a.loom', hdf5(0, { offset: 512 }), 'loom', 'HDF5'],
    ['p.bed', Buffer.from([0x6c, 0x1b, 1, 0xff]), 'plink.bed', 'PLINK bed'],
    ['p.bed', Buffer.from([0x6c, 0x1b, 1, 0xff]), undefined, 'PLINK bed'],
    ['p.bim', lines('1 rs1 0 752566 G A'), 'bim', 'plain text'],
    ['p.fam', lines('F1 S1 0 0 2 -9'), 'fam', 'plain text'],
    ['a.json', '{"a": [1, 2]}', undefined, 'plain text'],
    ['a.tar', tar(['x.txt', Buffer.from('hello')]), undefined, 'tar archive'],
    ['mex.tar.gz', gzip(tar(['matrix.mtx', Buffer.from(mtx)])), 'mtx', 'tar archive, compressed with gzip'],
  ])('%s', async (name, file, declaredType, observed) => {
    expect(await judge(name, file, declaredType)).toMatchObject({ problems: [], ok: true, observed });
  });

  test.each([
    ['notes.txt', 'hello', undefined, 'plain text'],
    ['figure.png', '\x89PNG\r\n', undefined, 'unknown binary data'],
    ['figure.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'figure', 'a PNG image'],
    ['counts.rds', Buffer.from('RDX3\n'), 'rds', 'R data'],
  ])('%s is of no checked format', async (name, file, declaredType, observed) => {
    const answer = await judge(
      name,
      typeof file === 'string' && observed.includes('binary') ? `${file}\0` : file,
      declaredType,
    );
    expect(answer).toEqual({ ok: true, problems: [], observed });
  });
});

describe('a declared type that the content contradicts', () => {
  test.each<[string, Buffer | string, string, string]>([
    ['a.fastq.gz', bam(3), 'fastq', 'a.fastq.gz: expected FASTQ, the content is BAM, compressed with BGZF'],
    ['a.bam', gzip(fastq(2)), 'bam', 'a.bam: BAM must be compressed as BGZF, not gzip'],
    ['a.bam', fastq(2), 'bam', 'a.bam: expected BAM, the content is FASTQ'],
    ['a.fastq', lines('>r', 'ACGT'), 'fastq', 'a.fastq: expected FASTQ, the content is FASTA'],
    ['a.csv', '<!DOCTYPE html><html>Sign in</html>', 'csv', 'a.csv: expected CSV, the content is an HTML page'],
    ['a.tsv', hdf5(0), 'tsv', 'a.tsv: expected TSV, the content is HDF5'],
    ['a.h5', 'not found', 'H5', 'a.h5: expected HDF5, the content is plain text'],
    ['a.h5', gzip(hdf5(0)), 'H5', 'a.h5: expected HDF5 uncompressed, found gzip'],
    ['a.bigbed', ucscBinary('bigwig'), 'bigbed', 'a.bigbed: expected bigBed, the content is bigWig'],
    ['a.bed', Buffer.from([0x6c, 0x1b, 1]), 'bed', 'a.bed: expected BED, the content is PLINK bed'],
    ['a.csv', Buffer.from('\ufeffa,b\n', 'utf16le'), 'csv', 'a.csv: expected CSV, the content is UTF-16 text'],
    ['a.csv', lines('a\tb', '1\t2'), 'csv', 'a.csv: the columns are separated by tabs; expected commas (CSV)'],
    ['a.tsv', lines('a,b', '1,2'), 'tsv', 'a.tsv: the columns are separated by commas; expected tabs (TSV)'],
    ['a.fastq.gz', fastq(1), 'fastq', 'a.fastq.gz: the name says gzip, but the content is not compressed'],
    ['a.fastq', gzip(fastq(1)), 'fastq', 'a.fastq: the content is gzip, but the name does not end in ".gz"'],
    ['a.fastq.bz2', Buffer.from('BZh91AY&SY'), 'fastq', 'a.fastq.bz2: compressed with bzip2; expected gzip'],
    ['a.fastq', '', 'fastq', 'a.fastq: the file is empty; expected FASTQ'],
  ])('%s declared as %s', async (name, file, declaredType, message) => {
    expect(await messages(name, file, declaredType)).toContain(message);
    expect((await judge(name, file, declaredType)).ok).toBe(false);
  });
});

describe('FASTQ', () => {
  const cases: [string, string, string][] = [
    [
      'a short quality',
      lines('@r', 'ACGT', '+', 'FFF'),
      'a.fastq, line 4: the quality has 3 characters, its sequence 4',
    ],
    [
      'a wrong base',
      lines('@r', 'AC!T', '+', 'FFFF'),
      'a.fastq, line 2: the sequence contains "!", which is no nucleotide code',
    ],
    ['no plus', lines('@r', 'ACGT', 'FFFF', '@s'), 'a.fastq, line 3: expected "+" after the sequence, found "FFFF"'],
    [
      'no name',
      lines('@', 'ACGT', '+', 'FFFF'),
      'a.fastq, line 1: expected a record that begins with "@" and a name, found "@"',
    ],
    [
      'two names',
      lines('@r 1', 'ACGT', '+s', 'FFFF'),
      'a.fastq, line 3: the name after "+" is "s"; the record is "r 1"',
    ],
    [
      'a blank quality',
      lines('@r', 'ACGT', '+', 'FF F'),
      'a.fastq, line 4: the quality contains a character outside "!" to "~" (Phred scores 0 to 93)',
    ],
    [
      'a cut record',
      `${fastq(1)}${lines('@r', 'ACGT')}`,
      'a.fastq, line 6: the file ends after 2 of the 4 lines of its last record; it is cut off',
    ],
    [
      'a lost line',
      `${fastq(1)}${lines('ACGT', '+', 'FFFF', '@s')}`,
      'a.fastq, line 5: expected a record that begins with "@" and a name, found "ACGT"',
    ],
  ];
  test.each(cases)('%s', async (_name, file, message) => {
    expect(await messages('a.fastq', file, 'fastq')).toEqual([message]);
    expect(await messages('a.fastq.gz', gzip(file), 'fastq')).toEqual([message.replace('a.fastq', 'a.fastq.gz')]);
  });

  test('names the line of a fault', async () => {
    const { problems } = await judge('a.fastq', fastq(5) + lines('@r', 'ACGT', '+', 'FFF'), 'fastq');
    expect(problems).toEqual([{ line: 24, message: 'a.fastq, line 24: the quality has 3 characters, its sequence 4' }]);
  });

  test('reports at most ten faults', async () => {
    const file = lines('@r', 'ACGT', '+', 'FFF').repeat(50);
    expect(await messages('a.fastq', file, 'fastq')).toHaveLength(10);
  });

  test('is told to be cut off wherever it is cut, except between records', async () => {
    const file = fastq(3, 12);
    const length = file.length / 3;
    for (let end = 1; end < file.length; end++) {
      const whole = end % length === 0 || end % length === length - 1;
      expect((await judge('a.fastq', file.slice(0, end), 'fastq')).ok, `${end} bytes`).toBe(whole);
    }
  });

  describe('larger than the sample', () => {
    const large = noisyFastq(20_000);
    const compressed = gzip(large);

    test('passes although the sample ends in mid-record', async () => {
      expect(large.length).toBeGreaterThan(2 * HEAD_BYTES);
      expect(compressed.length).toBeGreaterThan(HEAD_BYTES);
      expect(await messages('a.fastq', large, 'fastq')).toEqual([]);
      expect(await messages('a.fastq.gz', compressed, 'fastq')).toEqual([]);
    });

    const record = large.length - large.lastIndexOf('@r');

    test.each([2, 50, 101, 103, 104, 150, record - 2])('is cut off %d bytes before its end', async (missing) => {
      expect(await messages('a.fastq', large.slice(0, -missing), 'fastq')).toEqual([
        'a.fastq: the file does not end with a whole record of 4 lines; it is cut off',
      ]);
    });

    test('lacks its last line end or a whole record, which only its size and checksum can tell', async () => {
      expect(await messages('a.fastq', large.slice(0, -1), 'fastq')).toEqual([]);
      expect(await messages('a.fastq', large.slice(0, -record), 'fastq')).toEqual([]);
    });

    test('in BGZF, cut off inside a block', async () => {
      const blocks = bgzf(large, { eof: false });
      expect(blocks.length).toBeGreaterThan(HEAD_BYTES);
      expect(await messages('a.fastq.gz', blocks, 'fastq')).toEqual([]);
      expect(await messages('a.fastq.gz', blocks.subarray(0, -1000), 'fastq')).toEqual([
        'a.fastq.gz: the last block of BGZF is not whole; the file is cut off',
      ]);
    });
  });
});

describe('gzip', () => {
  const file = gzip(noisyFastq(300));
  test('cut off', async () => {
    expect(await messages('a.fastq.gz', file.subarray(0, -20), 'fastq')).toEqual([
      'a.fastq.gz: the gzip data is damaged: unexpected end of file',
    ]);
  });
  test('with one bit flipped in every thousandth byte or so', async () => {
    for (let at = 10; at < file.length; at += 997) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const [first] = await messages('a.fastq.gz', damaged, 'fastq');
      expect(first, `byte ${at}`).toMatch(/^a\.fastq\.gz: the gzip data is damaged: /);
    }
  });
  test('that would decompress to gigabytes is read to the limit only', async () => {
    const bomb = gzip(Buffer.alloc(64 * HEAD_BYTES, 'A'));
    const inflated = await inflateHead(bomb, { limit: INFLATED_LIMIT, whole: true });
    expect(inflated).toMatchObject({ complete: false });
    expect(inflated.bytes).toHaveLength(INFLATED_LIMIT);
  });
});

describe('binary files that are cut off', () => {
  const archive = tar(['x', Buffer.alloc(3000, 1)], ['y', Buffer.alloc(600, 2)]);
  test.each<[string, Buffer, string]>([
    [
      'a.h5',
      hdf5(0, { size: 1000, claimed: 5000 }),
      'a.h5: HDF5 says that the file has 5000 bytes, but it has 1000; it is cut off',
    ],
    [
      'a.h5ad',
      hdf5(3, { size: 1000, claimed: 5000 }),
      'a.h5ad: HDF5 says that the file has 5000 bytes, but it has 1000; it is cut off',
    ],
    ['a.loom', hdf5(0).subarray(0, 30), 'a.loom: the file ends inside the HDF5 superblock; it is cut off'],
    [
      'a.bw',
      ucscBinary('bigwig', { index: 5000 }),
      'a.bw: the index begins at byte 5000, but the file has 1000 bytes; it is cut off',
    ],
    ['a.bb', ucscBinary('bigbed').subarray(0, 20), 'a.bb: the header has 20 of 64 bytes; the file is cut off'],
    ['a.tar', archive.subarray(0, 2048), 'a.tar: member 1 has 3000 bytes, but the archive ends before; it is cut off'],
    [
      'a.tar',
      archive.subarray(0, 4000),
      'a.tar: a tar archive is made of blocks of 512 bytes, 4000 bytes are not; it is cut off',
    ],
    [
      'a.xlsx',
      Buffer.from('504b030414000000', 'hex'),
      'a.xlsx: the directory at the end of the archive is missing; it is cut off',
    ],
  ])('%s', async (name, file, message) => {
    expect(await messages(name, file)).toEqual([message]);
  });
  test('a tar archive with a damaged header', async () => {
    const damaged = Buffer.from(archive);
    damaged[0] = 0x41;
    expect(await messages('a.tar', damaged)).toEqual(['a.tar: the header of member 1 is damaged']);
  });
});
