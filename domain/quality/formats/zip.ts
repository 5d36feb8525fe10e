import { findingsOf, type Problem } from '../findings.ts';
import { hasBytes, type Sample } from '../sample.ts';

/** The end-of-central-directory record; a comment of up to 65,535 bytes may follow it. */
const END_OF_DIRECTORY = [0x50, 0x4b, 0x05, 0x06] as const;

/** zip (and xlsx): its directory is at the end, so that a file that is cut off has none. */
export function checkZip({ name, tail }: Sample): readonly Problem[] {
  const found = findingsOf(name);
  for (let offset = tail.length - 22; offset >= 0; offset--) {
    if (hasBytes(tail, END_OF_DIRECTORY, offset)) return found.problems;
  }
  found.file('the directory at the end of the archive is missing; it is cut off');
  return found.problems;
}
