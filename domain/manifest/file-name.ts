/** 255 characters are what file systems take, and at most 765 bytes of an object key's 1,024. */
const LONGEST_NAME = 255;

/** Why no file can have this name, or undefined. Directories are a matter of the profile's own rules. */
export function fileNameFault(name: string): string | undefined {
  if (name !== name.trim()) return 'it begins or ends with a blank';
  if (/\p{Cc}/u.test(name)) return 'it contains a line break or another control character';
  if (name === '.' || name === '..') return 'it means a directory';
  if (name.length > LONGEST_NAME) return `it has ${name.length} characters, ${LONGEST_NAME} are allowed`;
  return undefined;
}
