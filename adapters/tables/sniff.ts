import { notReadable } from './refusal.ts';

const startsWith = (bytes: Buffer, ...magic: number[]): boolean => magic.every((byte, index) => bytes[index] === byte);

/** Files that are told apart by their first bytes, with what to do about them. */
const REFUSED: readonly { magic: number[]; what: string }[] = [
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'The file is an old Excel workbook (.xls) or one that is protected by a password.',
  },
  { magic: [0xff, 0xfe], what: 'The file is UTF-16 text ("Unicode text" in Excel).' },
  { magic: [0xfe, 0xff], what: 'The file is UTF-16 text.' },
  { magic: [0x1f, 0x8b], what: 'The file is compressed with gzip.' },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'The file is a PDF document.' },
];

/** Tells a workbook from text by the first bytes, whatever the file is called. */
export function sniff(start: Buffer): 'zip' | 'text' {
  if (startsWith(start, 0x50, 0x4b, 0x03, 0x04) || startsWith(start, 0x50, 0x4b, 0x05, 0x06)) return 'zip';
  const refused = REFUSED.find(({ magic }) => startsWith(start, ...magic));
  if (refused !== undefined) throw notReadable(refused.what);
  return 'text';
}

/** Delimiters in the order in which they win a tie. */
const DELIMITERS = ['\t', ',', ';'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The delimiter that the header line holds most of, outside quotes. */
export function sniffDelimiter(headerLine: string): Delimiter {
  const bare = headerLine.replace(/"[^"]*("|$)/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
