import { findingsOf, type Problem } from '../findings.ts';
import { type Sample, viewOf } from '../sample.ts';
import { BIGBED_MAGIC, BIGWIG_MAGIC } from '../sniff.ts';

const HEADER_BYTES = 64;
const ZOOM_BYTES = 24;

/** bigWig and bigBed: every offset in the header must lie within the file, or the file is cut off. */
export function checkUcscBinary({ name, head, size }: Sample): readonly Problem[] {
  const found = findingsOf(name);
  const view = viewOf(head);
  if (head.length < HEADER_BYTES) {
    found.file(`the header has ${head.length} of ${HEADER_BYTES} bytes; the file is cut off`);
    return found.problems;
  }
  const magic = view.getUint32(0, true);
  const little = magic === BIGWIG_MAGIC || magic === BIGBED_MAGIC;
  const offsets: [string, number][] = [
    ['chromosome tree', Number(view.getBigUint64(8, little))],
    ['data', Number(view.getBigUint64(16, little))],
    ['index', Number(view.getBigUint64(24, little))],
  ];
  const zooms = view.getUint16(6, little);
  for (let zoom = 0; zoom < zooms && HEADER_BYTES + (zoom + 1) * ZOOM_BYTES <= head.length; zoom++) {
    const at = HEADER_BYTES + zoom * ZOOM_BYTES;
    offsets.push([`index of zoom level ${zoom + 1}`, Number(view.getBigUint64(at + 16, little))]);
  }
  for (const [what, offset] of offsets) {
    if (offset >= size) {
      found.file(`the ${what} begins at byte ${offset}, but the file has ${size} bytes; it is cut off`);
      break;
    }
  }
  return found.problems;
}
