import { findingsOf, MOST_PROBLEMS, type Problem } from './findings.ts';
import { expectedFormat, FORMAT_NAMES, type Format, isNamedGzip } from './format.ts';
import { checkBam } from './formats/bam.ts';
import { checkBed } from './formats/bed.ts';
import { checkBgzfEnd } from './formats/bgzf.ts';
import { checkFasta } from './formats/fasta.ts';
import { checkFastq } from './formats/fastq.ts';
import { checkHdf5 } from './formats/hdf5.ts';
import { checkJson } from './formats/json.ts';
import { checkMatrixMarket } from './formats/matrix-market.ts';
import { checkBim, checkFam, checkPlinkBed } from './formats/plink.ts';
import { checkSam } from './formats/sam.ts';
import { checkTable } from './formats/table.ts';
import { checkTar } from './formats/tar.ts';
import { checkUcscBinary } from './formats/ucsc-binary.ts';
import { checkVcf } from './formats/vcf.ts';
import { checkZip } from './formats/zip.ts';
import { type TextSample, textOf } from './lines.ts';
import { type RawSample, type Sample, sampleOf } from './sample.ts';
import { type Content, described, type Observed, sniff } from './sniff.ts';

export interface FormatQuestion extends RawSample {
  /** NeMO's File_type, BICAN's file_format, or whatever the submitter declared */
  declaredType?: string;
}

export interface FormatAnswer {
  /** what the file must be; undefined where neither its declared type nor its name says anything that is checked */
  format?: Format;
  ok: boolean;
  problems: readonly Problem[];
  /** what its bytes are, in words */
  observed: string;
}

type TextCheck = (text: TextSample) => readonly Problem[];
type BinaryCheck = (sample: Sample) => readonly Problem[];

const TEXT_CHECKS: Partial<Record<Format, TextCheck>> = {
  fastq: checkFastq,
  fasta: checkFasta,
  sam: checkSam,
  vcf: checkVcf,
  bed: checkBed,
  csv: (text) => checkTable(text, 'csv'),
  tsv: (text) => checkTable(text, 'tsv'),
  mtx: checkMatrixMarket,
  bim: checkBim,
  fam: checkFam,
};

const BINARY_CHECKS: Partial<Record<Format, BinaryCheck>> = {
  bam: checkBam,
  bigbed: checkUcscBinary,
  bigwig: checkUcscBinary,
  hdf5: checkHdf5,
  'plink.bed': checkPlinkBed,
  tar: checkTar,
  zip: checkZip,
  json: checkJson,
};

/** BAM and the newer indexes are BGZF themselves; the other binary formats are stored as they are. */
const INSIDE_BGZF: ReadonlySet<Format> = new Set(['bam', 'tbi', 'csi']);
/** Written by htslib, which ends them with an empty block. */
const ENDS_EMPTY: ReadonlySet<Format> = new Set([...INSIDE_BGZF, 'vcf']);
const isText = (format: Format): boolean => format in TEXT_CHECKS || format === 'json';

/** Judges a file's format by its bytes. A sample that ends in mid-record is no fault; a file that does is. */
export function checkFormat(question: FormatQuestion): FormatAnswer {
  const sample = sampleOf(question);
  const observed = sniff(sample);
  const format = expected(question, observed);
  const problems = format === undefined ? [] : problemsOf(sample, format, observed);
  return {
    ...(format !== undefined && { format }),
    ok: problems.length === 0,
    problems: problems.slice(0, MOST_PROBLEMS),
    observed: described(observed),
  };
}

/** `.bed` alone may be an interval list or PLINK's genotypes: then the bytes decide. */
function expected({ name, declaredType }: FormatQuestion, { content }: Observed): Format | undefined {
  const format = expectedFormat(name, declaredType);
  return format === 'bed' && declaredType === undefined && content === 'plink.bed' ? 'plink.bed' : format;
}

function problemsOf(sample: Sample, format: Format, observed: Observed): readonly Problem[] {
  const found = findingsOf(sample.name);
  const name = FORMAT_NAMES[format];
  if (sample.size === 0) {
    found.file(`the file is empty; expected ${name}`);
    return found.problems;
  }
  const compression = compressionProblem(sample, format, observed);
  if (compression !== undefined) found.file(compression);
  if (sample.inflated?.problem !== undefined) found.file(`the gzip data is damaged: ${sample.inflated.problem}`);
  // What cannot be decompressed cannot be judged; its compression is the fault.
  if (observed.compression !== undefined && !sample.compressed) return found.problems;
  if (sample.content.length === 0 && sample.inflated?.problem !== undefined) return found.problems;
  if (contradicts(format, observed.content)) {
    found.file(`expected ${name}, the content is ${described(observed)}`);
    return found.problems;
  }
  const end = observed.compression === 'bgzf' ? checkBgzfEnd(sample, ENDS_EMPTY.has(format)) : [];
  // Damaged data ends where it is damaged: what follows from that is not a second fault.
  const readable = sample.inflated?.problem === undefined ? sample : { ...sample, complete: false };
  return [...found.problems, ...end, ...contentProblems(readable, format)];
}

function contentProblems(sample: Sample, format: Format): readonly Problem[] {
  const checkText = TEXT_CHECKS[format];
  if (checkText !== undefined) return checkText(textOf(sample));
  return BINARY_CHECKS[format]?.(sample) ?? [];
}

function compressionProblem(sample: Sample, format: Format, { compression }: Observed): string | undefined {
  const namedGzip = isNamedGzip(sample.name);
  if (compression === undefined) {
    if (INSIDE_BGZF.has(format)) return undefined;
    return namedGzip ? 'the name says gzip, but the content is not compressed' : undefined;
  }
  if (INSIDE_BGZF.has(format)) {
    return compression === 'bgzf'
      ? undefined
      : `${FORMAT_NAMES[format]} must be compressed as BGZF, not ${compression}`;
  }
  if (format === 'tar') return undefined;
  if (!isText(format)) return `expected ${FORMAT_NAMES[format]} uncompressed, found ${compression}`;
  if (compression !== 'gzip' && compression !== 'bgzf') return `compressed with ${compression}; expected gzip`;
  return namedGzip ? undefined : 'the content is gzip, but the name does not end in ".gz"';
}

/** Whether the bytes are surely something else. Plain text may be any text format, so its own check decides. */
function contradicts(format: Format, content: Content): boolean {
  if (content === format) return false;
  return !(isText(format) && content === 'text');
}
