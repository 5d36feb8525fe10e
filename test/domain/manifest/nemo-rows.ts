import { BUILT_IN } from '../../../domain/manifest/definitions.ts';

const HEADER = BUILT_IN.profiles[0]?.columns.map((column) => column.name) ?? [];

/** A valid NeMO manifest as cells: the header and `count` rows, with real terms and checksum-like values. */
export function nemoRows(count: number): string[][] {
  return [HEADER, ...Array.from({ length: count }, (_, index) => nemoRow(index + 1))];
}

export function nemoRow(number: number): string[] {
  const sample = `SMP-${String(number).padStart(6, '0')}`;
  const checksum = number.toString(16).padStart(32, 'd41d8cd98f00b204e9800998ecf8427e');
  return [
    `${sample}_S1_L001_R1_001.fastq.gz`,
    sample,
    'biccn',
    'U19_zeng',
    'zeng',
    'mouse',
    'transcriptome',
    "10x Chromium 3' v3 sequencing",
    'cells',
    'raw',
    'fastq',
    'open',
    checksum,
    'primary motor cortex, layer 5',
    'cellranger 7.1',
    '',
    'GRCm39',
    '',
    'zeng_sn_10x_proj',
    '',
    '',
    '',
    '',
    '',
  ];
}
