import { crc32, deflateRawSync } from 'node:zlib';

/** One part of an archive. */
export interface Part {
  name: string;
  content: string | Buffer;
}

/** DOS date of 1980-01-01: archives of the same parts are equal byte for byte. */
const DOS_DATE = 0x21;
const VERSION = 20;
const UTF8_NAMES = 0x800;
const DEFLATE = 8;

/** A zip archive of some parts (APPNOTE 6.3: local headers, central directory, end record). */
export function zipOf(parts: readonly Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of parts) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const fields = commonFields(crc32(bytes), packed.length, bytes.length, Buffer.byteLength(name));
    const local = Buffer.concat([uint32(0x04034b50), fields, uint16(0), Buffer.from(name), packed]);
    // extra field, comment, disk, internal and external attributes are all empty
    const tail = Buffer.concat([Buffer.alloc(12), uint32(offset)]);
    directory.push(Buffer.concat([uint32(0x02014b50), uint16(VERSION), fields, tail, Buffer.from(name)]));
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = [uint16(parts.length), uint16(parts.length), uint32(central.length), uint32(offset)];
  return Buffer.concat([...files, central, uint32(0x06054b50), uint32(0), ...counts, uint16(0)]);
}

function commonFields(crc: number, packed: number, size: number, nameLength: number): Buffer {
  const head = [VERSION, UTF8_NAMES, DEFLATE, 0, DOS_DATE].map(uint16);
  return Buffer.concat([...head, uint32(crc), uint32(packed), uint32(size), uint16(nameLength)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
