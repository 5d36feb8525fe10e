import { CHECKSUM_ALGORITHMS, checksumElement } from '../body/checksums.ts';
import { S3Error } from '../errors.ts';
import { unquoted } from '../objects/conditions.ts';
import type { Part, Upload } from '../store/uploads.ts';
import { childElements, childText, requiredText, type XmlElement } from '../xml.ts';

const MOST_PARTS = 10_000;
/** 5 MiB, for every part but the last. */
const LEAST_PART_BYTES = 5 * 1024 ** 2;

/** A part as the completing client names it. */
interface ListedPart {
  readonly number: number;
  readonly etag: string;
  /** Base64 by algorithm. */
  readonly checksums: ReadonlyMap<string, string>;
}

export function listedParts(document: XmlElement): ListedPart[] {
  const elements = childElements(document, 'Part');
  if (elements.length === 0 || elements.length > MOST_PARTS) throw new S3Error('MalformedXML');
  return elements.map((element) => {
    const number = requiredText(element, 'PartNumber').trim();
    if (!/^\d{1,5}$/.test(number)) throw new S3Error('MalformedXML');
    const checksums = CHECKSUM_ALGORITHMS.map((each) => [each, childText(element, checksumElement(each))] as const);
    return {
      number: Number(number),
      etag: unquoted(requiredText(element, 'ETag')),
      checksums: new Map(checksums.filter((entry): entry is [(typeof entry)[0], string] => entry[1] !== undefined)),
    };
  });
}

/** The uploaded parts that were listed: each must be there, be the one that is meant, in order and large enough. */
export function chosenParts(upload: Upload, listed: readonly ListedPart[], uploaded: readonly Part[]): Part[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const chosen = listed.map((each, index) => {
    const before = listed[index - 1];
    if (before && before.number >= each.number) throw new S3Error('InvalidPartOrder');
    const part = byNumber.get(each.number);
    if (!part || part.etag !== each.etag)
      throw new S3Error('InvalidPart', `Part ${each.number} could not be found, or its ETag is not the one given.`);
    checkChecksums(upload, each, part);
    return part;
  });
  const small = chosen.slice(0, -1).find((part) => part.size < LEAST_PART_BYTES);
  if (small)
    throw new S3Error(
      'EntityTooSmall',
      `Part ${small.number} has ${small.size} bytes; all but the last need ${LEAST_PART_BYTES}.`,
    );
  return chosen;
}

function checkChecksums(upload: Upload, listed: ListedPart, part: Part): void {
  const { algorithm } = upload;
  if (upload.declared && upload.type === 'COMPOSITE' && !listed.checksums.has(algorithm))
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${listed.number} in the request.`,
    );
  const known = [part.checksum, part.stated];
  for (const [name, value] of listed.checksums)
    if (!known.some((each) => each?.algorithm === name && each.value === value))
      throw new S3Error(
        'InvalidPart',
        `The ${name} checksum of part ${listed.number} is not the one that was uploaded.`,
      );
}
