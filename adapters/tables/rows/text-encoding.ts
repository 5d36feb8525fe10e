import { isAscii, isUtf8 } from 'node:buffer';

/** `ascii`: nothing but ASCII so far, which says nothing about what may come. */
export type TextEncoding = 'ascii' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1';

/** What a file's first bytes and its declaration say. */
export interface FoundEncoding {
  encoding: TextEncoding;
  /** bytes of the byte order mark */
  mark: number;
}

const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte);

/** @param declared as in a check; a byte order mark is more trustworthy than any declaration */
export function findEncoding(head: Uint8Array, declared: string | undefined): FoundEncoding {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 };
  if (startsWith(head, 0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 };
  if (startsWith(head, 0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 };
  if (declared === 'utf-16') return { encoding: utf16(head) ?? 'utf-16le', mark: 0 };
  if (declared !== undefined) return { encoding: declared as TextEncoding, mark: 0 };
  return { encoding: utf16(head) ?? 'ascii', mark: 0 };
}

/** Bytes that are looked at; text in Latin letters has a NUL in every other one of UTF-16. */
const LOOKED_AT = 1_024;

function utf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(head.length, LOOKED_AT) & ~1;
  let [even, odd] = [0, 0];
  for (let at = 0; at < length; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  const half = length / 2;
  if (half >= 2 && odd > half * 0.7 && even < half * 0.1) return 'utf-16le';
  if (half >= 2 && even > half * 0.7 && odd < half * 0.1) return 'utf-16be';
  return undefined;
}

/**
 * Decides what text is whose first bytes beyond ASCII are in this piece: UTF-8, unless more of them are none. A file of
 * UTF-8 with single damaged characters is still UTF-8, and is told where they are.
 */
export function decide(piece: Uint8Array): 'ascii' | 'utf-8' | 'windows-1252' {
  if (isAscii(piece)) return 'ascii';
  if (isUtf8(piece)) return 'utf-8';
  let [good, bad] = [0, 0];
  for (let at = 0; at < piece.length; ) {
    const length = sequence(piece, at);
    if (length === 0) bad += 1;
    else if (length > 1) good += 1;
    at += length || 1;
  }
  return good >= bad ? 'utf-8' : 'windows-1252';
}

/** Length of the UTF-8 character at this byte; 0 where there is none. What the piece cuts off counts as one. */
export function sequence(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] as number;
  if (byte < 0x80) return 1;
  const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
  if (byte >= 0xf5 || length === 0) return 0;
  const end = Math.min(at + length, bytes.length);
  return isUtf8(bytes.subarray(at, end)) || (end === bytes.length && end < at + length) ? length : 0;
}

/** What Windows-1252 has where ISO 8859-1 has control characters; five bytes are no character. */
const UPPER =
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd' +
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';

/** A piece of the file as UTF-8. Pieces of UTF-16 have a whole number of code units. */
export function toUtf8(piece: Buffer, encoding: TextEncoding): Buffer {
  switch (encoding) {
    case 'ascii':
    case 'utf-8':
      return piece;
    case 'iso-8859-1':
      return Buffer.from(piece.toString('latin1'));
    case 'windows-1252':
      return Buffer.from(piece.toString('latin1').replace(/[\x80-\x9f]/g, (c) => UPPER[c.charCodeAt(0) - 0x80] ?? c));
    case 'utf-16le':
      return Buffer.from(wellFormed(piece.toString('utf16le')));
    case 'utf-16be':
      return Buffer.from(
        wellFormed(
          Buffer.from(piece.subarray(0, piece.length & ~1))
            .swap16()
            .toString('utf16le'),
        ),
      );
  }
}

const wellFormed = (text: string): string => text.toWellFormed();

/** Bytes of the file that one code unit of UTF-16 takes; undefined where the file is UTF-8 as it stands. */
export function unitBytes(encoding: TextEncoding): number | undefined {
  if (encoding === 'ascii' || encoding === 'utf-8') return undefined;
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}

/** Code units of UTF-16 that a range of UTF-8 has. */
export function codeUnits(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** Bytes at the end of a piece of UTF-16 that begin a character without finishing it: 0 to 3. */
export function cutUnits(piece: Buffer, encoding: TextEncoding): number {
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return 0;
  const odd = piece.length % 2;
  const high = piece[piece.length - odd - (encoding === 'utf-16le' ? 1 : 2)] ?? 0;
  return odd + (high >= 0xd8 && high < 0xdc ? 2 : 0);
}
