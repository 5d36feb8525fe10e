import type { Decode } from '../../../domain/conformance/cells/reading.ts';

/** Text of a cell: Node's own decoder takes a third of the time that TextDecoder takes for so few bytes. */
export const decodeUtf8: Decode = (bytes, start, end) => {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('utf8', start, end);
};
