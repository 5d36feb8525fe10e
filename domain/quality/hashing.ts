import type { Checksum } from '../file/file.ts';

export type Algorithm = Checksum['algorithm'];
/** lower-case hexadecimal */
export type Digests = Partial<Record<Algorithm, string>>;

/** Reads bytes `start` to `end` (exclusive) of one stored file. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>;

/** A hash that was interrupted: JSON of some 500 bytes, fit for a state machine's state or a table row. */
export interface HashState {
  /** bytes that are hashed already */
  offset: number;
  /** inner state of each hash, base64; it may contain the file's bytes and is as confidential as they are */
  saved: Partial<Record<Algorithm, string>>;
}

export interface HashRequest {
  read: ReadRange;
  /** bytes of the file */
  size: number;
  algorithms: readonly Algorithm[];
  /** where an earlier call stopped */
  state?: HashState | undefined;
  /** says when to stop and hand back the state; every call gets some way first */
  deadline?: (() => boolean) | undefined;
}

export type HashResult = { done: true; digests: Digests } | { done: false; state: HashState };

/** Hashes a stored file of any size. */
export type Hash = (request: HashRequest) => Promise<HashResult>;
