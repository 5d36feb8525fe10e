import { findingsOf, type Problem } from '../findings.ts';
import { type Sample, viewOf } from '../sample.ts';
import { hdf5Offset } from '../sniff.ts';

/** Where each superblock version keeps the end-of-file address (HDF5 specification, section II.A). */
const END_OF_FILE = new Map([
  [0, { widthAt: 13, addresses: 24, position: 2 }],
  [1, { widthAt: 13, addresses: 28, position: 2 }],
  [2, { widthAt: 9, addresses: 12, position: 2 }],
  [3, { widthAt: 9, addresses: 12, position: 2 }],
]);

/** HDF5 (h5, h5ad, loom, snap): the superblock says how long the file is, so that a shorter one is cut off. */
export function checkHdf5({ name, head, size }: Sample): readonly Problem[] {
  const found = findingsOf(name);
  const offset = hdf5Offset(head) ?? 0;
  const block = head.subarray(offset, offset + 64);
  const version = block[8] ?? -1;
  const layout = END_OF_FILE.get(version);
  if (layout === undefined) {
    found.file(`the HDF5 superblock has version ${version}; versions 0 to 3 exist`);
    return found.problems;
  }
  const width = block[layout.widthAt];
  const at = layout.addresses + layout.position * 8;
  // Addresses of other widths than 8 bytes are legal and never written by today's libraries.
  if (width !== 8) return found.problems;
  if (block.length < at + 8) {
    found.file('the file ends inside the HDF5 superblock; it is cut off');
    return found.problems;
  }
  const end = viewOf(block).getBigUint64(at, true);
  if (BigInt(size) < end) {
    found.file(`HDF5 says that the file has ${end} bytes, but it has ${size}; it is cut off`);
  }
  return found.problems;
}
