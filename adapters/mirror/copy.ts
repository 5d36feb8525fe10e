import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { atMirror, MirrorMismatch, MirrorRefused } from './errors.ts';
import { sendParts } from './parts.ts';
import {
  checkEtag,
  described,
  MIRROR_RULES,
  type MirrorRequest,
  type MirrorState,
  md5,
  placed,
  readPart,
  whatOf,
} from './request.ts';

export type { MirrorRequest, MirrorRules, MirrorSource, MirrorState } from './request.ts';

export type MirrorResult = { done: true } | { done: false; state: MirrorState };

/**
 * Copies one version of an object to the mirror. Every request carries the MD5 of its bytes, so the mirror refuses
 * what was damaged on the way. A repetition sends a small object again, which costs no more than asking whether it is
 * there, and makes one request for a large one. Throws MirrorUnavailable where a repetition can help, MirrorRefused
 * where somebody must act.
 */
export async function mirrorObject(request: MirrorRequest): Promise<MirrorResult> {
  const { from, rules = MIRROR_RULES } = request;
  if (from.size <= rules.singleUpTo) {
    if (await sendWhole(request)) return { done: true };
  } else {
    if (await isThere(request)) return { done: true };
    const state = await sendParts(request, rules);
    if (state !== undefined) return { done: false, state };
  }
  if (await isThere(request)) return { done: true };
  throw new MirrorMismatch(`${whatOf(request)}: what arrived has not the size or digests of what was sent.`);
}

/** The same bytes are at the mirror: equal size, and the digests or the version that the copy was made from. */
async function isThere(request: MirrorRequest): Promise<boolean> {
  const { from, to } = request;
  const head = await atMirror(whatOf(request), async () => {
    try {
      return await to.mirror.client.send(new HeadObjectCommand(placed(request)));
    } catch (error) {
      if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
      throw error;
    }
  });
  if (head === undefined || head.ContentLength !== from.size) return false;
  const kept = head.Metadata ?? {};
  const digests = Object.entries(from.digests);
  const sameBytes = digests.length > 0 && digests.every(([algorithm, value]) => kept[algorithm] === value);
  return sameBytes || kept['source-version'] === from.versionId;
}

/** @returns whether the mirror's answer proves that it has the bytes */
async function sendWhole(request: MirrorRequest): Promise<boolean> {
  const bytes = await readPart(request, 0, request.from.size);
  const digest = md5(bytes);
  const command = new PutObjectCommand({
    ...described(request),
    Body: bytes,
    ContentMD5: digest.toString('base64'),
  });
  try {
    const { ETag } = await atMirror(whatOf(request), () => request.to.mirror.client.send(command));
    return checkEtag(request, ETag, digest);
  } catch (error) {
    // a key that may only create, or a bucket that retains, does not let the copy of an earlier try be replaced
    if (error instanceof MirrorRefused && (await isThere(request).catch(() => false))) return true;
    throw error;
  }
}
