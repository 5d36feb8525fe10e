/** Formats whose content is checked, with the names that people know them by. */
export const FORMAT_NAMES = {
  fastq: 'FASTQ',
  fasta: 'FASTA',
  sam: 'SAM',
  bam: 'BAM',
  cram: 'CRAM',
  bai: 'BAM index',
  tbi: 'tabix index',
  csi: 'CSI index',
  vcf: 'VCF',
  bed: 'BED',
  bigbed: 'bigBed',
  bigwig: 'bigWig',
  csv: 'CSV',
  tsv: 'TSV',
  mtx: 'Matrix Market',
  hdf5: 'HDF5',
  'plink.bed': 'PLINK bed',
  bim: 'PLINK bim',
  fam: 'PLINK fam',
  json: 'JSON',
  tar: 'tar archive',
  zip: 'zip archive',
} as const;

export type Format = keyof typeof FORMAT_NAMES;

/** Declared types: NeMO's File_type, BICAN's and SCORCH's file_format, and what submitters write for the same. */
const DECLARED: Readonly<Record<string, Format>> = {
  ...(Object.fromEntries(Object.keys(FORMAT_NAMES).map((format) => [format, format])) as Record<Format, Format>),
  fq: 'fastq',
  fa: 'fasta',
  h5: 'hdf5',
  h5ad: 'hdf5',
  hdf: 'hdf5',
  loom: 'hdf5',
  snap: 'hdf5',
  mex: 'mtx',
  tab: 'tsv',
  xlsx: 'zip',
};

/** File name endings, compression taken away. The longest that fits decides. */
const ENDINGS: Readonly<Record<string, Format>> = {
  '.fastq': 'fastq',
  '.fq': 'fastq',
  '.fasta': 'fasta',
  '.fa': 'fasta',
  '.fna': 'fasta',
  '.faa': 'fasta',
  '.sam': 'sam',
  '.bam': 'bam',
  '.cram': 'cram',
  '.bai': 'bai',
  '.tbi': 'tbi',
  '.csi': 'csi',
  '.vcf': 'vcf',
  '.bed': 'bed',
  '.bb': 'bigbed',
  '.bigbed': 'bigbed',
  '.bw': 'bigwig',
  '.bigwig': 'bigwig',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.fpkm_tracking': 'tsv',
  '.mtx': 'mtx',
  '.h5': 'hdf5',
  '.h5ad': 'hdf5',
  '.hdf5': 'hdf5',
  '.loom': 'hdf5',
  '.snap': 'hdf5',
  '.plink.bed': 'plink.bed',
  '.bim': 'bim',
  '.fam': 'fam',
  '.json': 'json',
  '.tar': 'tar',
  '.tgz': 'tar',
  '.zip': 'zip',
  '.xlsx': 'zip',
};

const COMPRESSED = /\.(?:gz|bgz|gzip|bz2|xz|zst)$/;

/** The name says that the file is gzip. */
export const isNamedGzip = (name: string): boolean => /\.(?:gz|bgz|gzip|tgz)$/.test(name.toLowerCase());

function formatOfName(name: string): Format | undefined {
  const plain = name.toLowerCase().replace(COMPRESSED, '');
  const ending = Object.keys(ENDINGS)
    .filter((candidate) => plain.endsWith(candidate))
    .reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), '');
  return ENDINGS[ending];
}

function formatOfType(type: string): Format | undefined {
  const declared = type.trim().toLowerCase().replace(/^\./, '').replace(COMPRESSED, '');
  return Object.hasOwn(DECLARED, declared) ? DECLARED[declared] : undefined;
}

/** Whether a declared type is one whose content can be checked. */
export const isKnownType = (type: string): boolean => formatOfType(type) !== undefined;

/** Indexes and archives travel under the declared type of what they belong to, so their name decides. */
const COMPANIONS: ReadonlySet<Format> = new Set(['bai', 'tbi', 'csi', 'tar']);
/** The row and column names of a matrix: declared as part of it, and tables all the same. */
const MATRIX_TABLE = /(?:^|[._-])(?:barcodes|features|genes)\.tsv(?:\.gz)?$/;

/**
 * Which format a file must have: as declared, or else as named; undefined where neither says anything that is checked.
 */
export function expectedFormat(name: string, declaredType: string | undefined): Format | undefined {
  const named = formatOfName(name);
  if (named !== undefined && COMPANIONS.has(named)) return named;
  const declared = declaredType === undefined ? undefined : formatOfType(declaredType);
  if (declared === 'mtx' && MATRIX_TABLE.test(name.toLowerCase())) return 'tsv';
  return declared ?? named;
}
