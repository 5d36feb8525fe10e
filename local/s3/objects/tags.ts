import { S3Error } from '../errors.ts';
import type { Tag } from '../store/versions.ts';
import { childElement, childElements, childText, type XmlElement } from '../xml.ts';

const MOST_TAGS = 10;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** `x-amz-tagging: a=1&b=2`, percent-encoded. */
export function tagsFromHeader(header: string | undefined): Tag[] {
  if (header === undefined) return [];
  return checkTags([...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value })));
}

/** The content of a `Tagging` document. */
export function tagsFromXml(tagging: XmlElement): Tag[] {
  const set = childElement(tagging, 'TagSet') ?? {};
  return checkTags(
    childElements(set, 'Tag').map((tag) => ({
      Key: childText(tag, 'Key') ?? '',
      Value: childText(tag, 'Value') ?? '',
    })),
  );
}

function checkTags(tags: Tag[]): Tag[] {
  if (tags.length > MOST_TAGS) throw new S3Error('InvalidTag', `Object tags cannot be greater than ${MOST_TAGS}`);
  for (const { Key, Value } of tags)
    if (Key.length === 0 || Key.length > LONGEST_KEY || Value.length > LONGEST_VALUE)
      throw new S3Error('InvalidTag', 'A tag key has 1 to 128 characters, a value at most 256.');
  if (new Set(tags.map((tag) => tag.Key)).size !== tags.length)
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
  return tags;
}
