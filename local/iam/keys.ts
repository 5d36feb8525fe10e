import { randomBytes } from 'node:crypto';
import { readJson, writeJson } from '../aws/files.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Access keys by owner, made on first use and kept in `path`, so that pre-signed URLs survive a restart. */
export function openKeys(path: string): (owner: string) => AccessKey {
  const keys = new Map(Object.entries(readJson<Record<string, AccessKey>>(path, {})));
  return (owner) => {
    const known = keys.get(owner);
    if (known !== undefined) return known;
    const made = makeKey();
    keys.set(owner, made);
    writeJson(path, Object.fromEntries(keys));
    return made;
  };
}

/** Shaped like AWS's own: 20 capitals and digits that begin with AKIA, and 40 characters of base64. */
function makeKey(): AccessKey {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const tail = Array.from(randomBytes(16), (byte) => alphabet[byte % 32]).join('');
  return { accessKeyId: `AKIA${tail}`, secretAccessKey: randomBytes(30).toString('base64') };
}
