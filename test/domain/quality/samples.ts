import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { seeded } from '../../torture/chance.ts';

/** Files of every checked format, built in code, with what it takes to break them. */

export const lines = (...all: string[]): string => `${all.join('\n')}\n`;

export function fastq(records: number, length = 50): string {
  return Array.from({ length: records }, (_, index) => {
    const sequence = 'ACGTN'.repeat(Math.ceil(length / 5)).slice(0, length);
    return lines(`@read${index + 1} 1:N:0:ATCACG`, sequence, '+', 'F'.repeat(length));
  }).join('');
}

/** Random bases and qualities: they compress to less than half, as real reads do. */
export function noisyFastq(records: number, length = 100): string {
  const random = seeded(1);
  const below = (count: number) => Math.floor(random() * count);
  const record = (index: number) => {
    const sequence = Array.from({ length }, () => 'ACGT'[below(4)]).join('');
    const quality = Array.from({ length }, () => String.fromCharCode(60 + below(12))).join('');
    return lines(`@r${index}`, sequence, '+', quality);
  };
  return Array.from({ length: records }, (_, index) => record(index)).join('');
}

export const gzip = (text: string | Buffer): Buffer => gzipSync(text);

const BGZF_EOF = Buffer.from('1f8b08040000000000ff0600424302001b0003000000000000000000', 'hex');

function bgzfBlock(data: Buffer, level: number): Buffer {
  const deflated = deflateRawSync(data, { level });
  const header = Buffer.from('1f8b08040000000000ff0600424302000000', 'hex');
  header.writeUInt16LE(deflated.length + 25, 16);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(data), 0);
  trailer.writeUInt32LE(data.length, 4);
  return Buffer.concat([header, deflated, trailer]);
}

/** BGZF blocks (SAM specification, section 4.1), with or without the empty last one; level 0 keeps files large. */
export function bgzf(data: Buffer | string, { eof = true, level = 6 } = {}): Buffer {
  const bytes = Buffer.from(data);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 65_280) blocks.push(bgzfBlock(bytes.subarray(at, at + 65_280), level));
  return Buffer.concat(eof ? [...blocks, BGZF_EOF] : blocks);
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

export function alignment(index: number, reference = 0): Buffer {
  const name = Buffer.from(`read${index}\0`);
  const fixed = Buffer.alloc(32);
  fixed.writeInt32LE(reference, 0);
  fixed.writeInt32LE(100 + index, 4);
  fixed.writeUInt8(name.length, 8);
  fixed.writeUInt8(60, 9);
  fixed.writeUInt16LE(1, 12);
  fixed.writeInt32LE(10, 16);
  fixed.writeInt32LE(-1, 20);
  fixed.writeInt32LE(-1, 24);
  const body = Buffer.concat([fixed, name, int32((10 << 4) | 0), Buffer.alloc(5, 0x12), Buffer.alloc(10, 30)]);
  return Buffer.concat([int32(body.length), body]);
}

export function bamContent(alignments: Buffer[]): Buffer {
  const header = Buffer.from('@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:1000\n');
  const reference = Buffer.concat([int32(5), Buffer.from('chr1\0'), int32(1000)]);
  return Buffer.concat([Buffer.from('BAM\x01'), int32(header.length), header, int32(1), reference, ...alignments]);
}

export const bam = (count: number, options?: { eof?: boolean; level?: number }): Buffer =>
  bgzf(bamContent(Array.from({ length: count }, (_, index) => alignment(index))), options);

export const vcf = (...records: string[]): string =>
  lines(
    '##fileformat=VCFv4.3',
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tsample1',
    ...records,
  );
export const variant = (position: number): string => `chr1\t${position}\trs1\tA\tG,<DEL>\t50.5\tPASS\tDP=10\tGT\t0/1`;

/** A superblock of the version that h5py writes by default (0) or with libver='latest' (3). */
export function hdf5(version: 0 | 3, { size = 2048, claimed = 0, offset = 0 } = {}): Buffer {
  const end = BigInt(claimed || size);
  const file = Buffer.alloc(size);
  Buffer.from('894844460d0a1a0a', 'hex').copy(file, offset);
  file[offset + 8] = version;
  if (version === 0) {
    file[offset + 13] = 8;
    file.writeBigUInt64LE(end, offset + 40);
  } else {
    file[offset + 9] = 8;
    file.writeBigUInt64LE(end, offset + 28);
  }
  return file;
}

export function ucscBinary(kind: 'bigwig' | 'bigbed', { size = 1000, index = 600, big = false } = {}): Buffer {
  const file = Buffer.alloc(size);
  const magic = kind === 'bigwig' ? 0x888ffc26 : 0x8789f2eb;
  const offsets = [200, 400, index].map(BigInt);
  if (big) file.writeUInt32BE(magic, 0);
  else file.writeUInt32LE(magic, 0);
  for (const [position, offset] of offsets.entries()) {
    if (big) file.writeBigUInt64BE(offset, 8 + position * 8);
    else file.writeBigUInt64LE(offset, 8 + position * 8);
  }
  return file;
}

export function tar(...members: [string, Buffer][]): Buffer {
  const blocks = members.flatMap(([name, body]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
