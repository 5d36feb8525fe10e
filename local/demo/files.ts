import { createHash, randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

export interface DemoFile {
  name: string;
  path: string;
  /** bytes */
  size: number;
  /** hexadecimal */
  md5: string;
  /** NeMO's File_type and Data_type */
  fileType: string;
  dataType: string;
}

const BASES = 'ACGT';
const READ_LENGTH = 100;

function sequence(length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += BASES.charAt(randomInt(4));
  return text;
}

/** Reads that look like a sequencer's: a name, bases, a plus, one quality per base. */
function fastq(reads: number): Buffer {
  const lines: string[] = [];
  for (let i = 0; i < reads; i++) lines.push(`@demo:${i + 1}`, sequence(READ_LENGTH), '+', 'F'.repeat(READ_LENGTH));
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** One block of BGZF, the gzip of BAM files: an extra field `BC` tells the size of the block. */
function bgzfBlock(data: Buffer): Buffer {
  const deflated = deflateRawSync(data);
  const head = Buffer.from([31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 66, 67, 2, 0, 0, 0]);
  head.writeUInt16LE(head.length + deflated.length + 8 - 1, 16);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(data), 0);
  tail.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, deflated, tail]);
}

/** A BAM with a header, one reference and no alignments; an empty block marks the end, as the format asks. */
function bam(): Buffer {
  const text = '@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:248956422\n';
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    return bytes;
  };
  const header = [Buffer.from('BAM\x01', 'latin1'), int(text.length), Buffer.from(text)];
  const reference = [int(1), int(5), Buffer.from('chr1\0'), int(248_956_422)];
  return Buffer.concat([bgzfBlock(Buffer.concat([...header, ...reference])), bgzfBlock(Buffer.alloc(0))]);
}

function counts(rows: number): Buffer {
  const lines = ['gene,cell,count'];
  for (let i = 0; i < rows; i++) lines.push(`ENSG${String(i).padStart(11, '0')},cell_${i % 96},${randomInt(500)}`);
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Makes real files of a few megabytes in all. */
export async function makeFiles(folder: string): Promise<DemoFile[]> {
  await mkdir(folder, { recursive: true });
  const contents: [name: string, fileType: string, dataType: string, bytes: Buffer][] = [
    ['demo_S1_R1.fastq.gz', 'fastq', 'raw', gzipSync(fastq(60_000), { level: 1 })],
    ['demo_S1_R2.fastq.gz', 'fastq', 'raw', gzipSync(fastq(60_000), { level: 1 })],
    ['demo_S1.bam', 'bam', 'align', bam()],
    ['demo_counts.csv', 'csv', 'counts', counts(20_000)],
  ];
  return Promise.all(
    contents.map(async ([name, fileType, dataType, bytes]) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return { name, path, size: bytes.length, md5: createHash('md5').update(bytes).digest('hex'), fileType, dataType };
    }),
  );
}

const COLUMNS = [
  'File_name Sample_ID Program Sub-program Lab Species Modality Technique Subspecimen_type Data_type File_type Access',
  'Checksum Anatomical_site Counts_pipeline Read_aligner Genome_build Gene_set_release BCDC_Project BCDC_collection',
  'CA_usage CA_IC_id CA_donor CA_tissue_provider',
].flatMap((line) => line.split(' '));

/** A manifest of NeMO's 24 columns for these files. */
export async function writeManifest(path: string, files: readonly DemoFile[]): Promise<Buffer> {
  const rows = files.map(({ name, fileType, dataType, md5 }) => {
    const study = ['S1', 'biccn', 'U19_zeng', 'zeng', 'mouse', 'transcriptome', "10x Chromium 3' v3 sequencing"];
    const required = [name, ...study, 'cells', dataType, fileType, 'open', md5];
    return [...required, ...Array.from({ length: COLUMNS.length - required.length }, () => '')];
  });
  await writeFile(path, `${[COLUMNS, ...rows].map((row) => row.join('\t')).join('\n')}\n`);
  return readFile(path);
}
