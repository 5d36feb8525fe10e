import { FORMAT_NAMES, type Format } from './format.ts';
import { GZIP_MAGIC, hasBytes, hasText, type Sample } from './sample.ts';

/** Content that can be told apart but is not checked further. */
const OTHER_NAMES = {
  html: 'an HTML page',
  xml: 'XML',
  png: 'a PNG image',
  jpeg: 'a JPEG image',
  tiff: 'a TIFF image',
  pdf: 'PDF',
  sra: 'an SRA archive',
  rdata: 'R data',
  utf16: 'UTF-16 text',
  binary: 'unknown binary data',
  text: 'plain text',
  nothing: 'nothing',
} as const;

export type Content = Format | keyof typeof OTHER_NAMES;
export type Compression = 'gzip' | 'bgzf' | 'bzip2' | 'xz' | 'zstd';

/** What a file is by its bytes alone. */
export interface Observed {
  content: Content;
  compression?: Compression;
}

const CONTENT_NAMES: Readonly<Record<Content, string>> = { ...FORMAT_NAMES, ...OTHER_NAMES };

const COMPRESSION_NAMES: Readonly<Record<Compression, string>> = {
  gzip: 'gzip',
  bgzf: 'BGZF',
  bzip2: 'bzip2',
  xz: 'xz',
  zstd: 'Zstandard',
};

/** `FASTQ, compressed with gzip` */
export function described({ content, compression }: Observed): string {
  const name = CONTENT_NAMES[content];
  return compression === undefined ? name : `${name}, compressed with ${COMPRESSION_NAMES[compression]}`;
}

export const HDF5_MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** PLINK 1 bed: two magic bytes; the third says how genotypes are ordered. */
export const PLINK_MAGIC = [0x6c, 0x1b] as const;
export const BIGWIG_MAGIC = 0x888ffc26;
export const BIGBED_MAGIC = 0x8789f2eb;

const MAGICS: readonly [Content, readonly number[]][] = [
  ['bam', [0x42, 0x41, 0x4d, 0x01]],
  ['bai', [0x42, 0x41, 0x49, 0x01]],
  ['tbi', [0x54, 0x42, 0x49, 0x01]],
  ['csi', [0x43, 0x53, 0x49, 0x01]],
  ['cram', [0x43, 0x52, 0x41, 0x4d]],
  ['hdf5', HDF5_MAGIC],
  ['bigwig', [0x26, 0xfc, 0x8f, 0x88]],
  ['bigwig', [0x88, 0x8f, 0xfc, 0x26]],
  ['bigbed', [0xeb, 0xf2, 0x89, 0x87]],
  ['bigbed', [0x87, 0x89, 0xf2, 0xeb]],
  ['plink.bed', [...PLINK_MAGIC, 0x01]],
  ['plink.bed', [...PLINK_MAGIC, 0x00]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['sra', [0x4e, 0x43, 0x42, 0x49, 0x2e, 0x73, 0x72, 0x61]],
  ['rdata', [0x52, 0x44, 0x58]],
  ['rdata', [0x58, 0x0a, 0x00, 0x00]],
  ['utf16', [0xff, 0xfe]],
  ['utf16', [0xfe, 0xff]],
];

const COMPRESSIONS: readonly [Compression, readonly number[]][] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** BGZF is gzip whose blocks carry their own length in an extra field named BC (SAM specification, section 4.1). */
function compressionOf(head: Uint8Array): Compression | undefined {
  if (hasBytes(head, GZIP_MAGIC)) return hasText(head, 'BC', 12) && ((head[3] ?? 0) & 4) !== 0 ? 'bgzf' : 'gzip';
  return COMPRESSIONS.find(([, magic]) => hasBytes(head, magic))?.[0];
}

/** HDF5 may follow a user block of 512 bytes or a power of two of them (HDF5 specification, section II.A). */
export function hdf5Offset(bytes: Uint8Array): number | undefined {
  for (let offset = 0; offset + 8 <= bytes.length; offset = offset === 0 ? 512 : offset * 2) {
    if (hasBytes(bytes, HDF5_MAGIC, offset)) return offset;
  }
  return undefined;
}

const TEXTS: readonly [Content, RegExp][] = [
  ['vcf', /^##fileformat=VCF/],
  ['mtx', /^%%MatrixMarket/],
  ['sam', /^@(?:HD|SQ|RG|PG|CO)\t/],
  ['fastq', /^@[^\n]*\n[^\n]*\n\+/],
  ['fasta', /^>[^\n]*\n[A-Za-z*.-]+\r?\n/],
  ['html', /^\s*<(?:!doctype html|html)/i],
  ['xml', /^\s*<\?xml/],
];

/** Enough for the first record of every text format, short of sequences on one very long line. */
const SNIFFED_TEXT = 64 * 1024;

function contentOf(bytes: Uint8Array): Content {
  if (bytes.length === 0) return 'nothing';
  const magic = MAGICS.find(([, values]) => hasBytes(bytes, values));
  if (magic !== undefined) return magic[0];
  if (hdf5Offset(bytes) !== undefined) return 'hdf5';
  if (hasText(bytes, 'ustar', 257)) return 'tar';
  const start = bytes.subarray(0, SNIFFED_TEXT);
  if (start.includes(0)) return 'binary';
  const text = new TextDecoder().decode(start);
  return TEXTS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'text';
}

export function sniff(sample: Sample): Observed {
  const compression = compressionOf(sample.head);
  if (compression === undefined) return { content: contentOf(sample.content) };
  return { content: sample.compressed ? contentOf(sample.content) : 'binary', compression };
}
