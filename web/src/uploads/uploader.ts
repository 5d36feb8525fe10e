import { messageOf } from '../api/refusal.ts';
import { createAnnouncer } from './announce.ts';
import { type Hasher, startHasher } from './hash.ts';
import type { Expected } from './match.ts';
import { createSender, inParts, type Sender } from './s3.ts';
import { addSample, speedOf, timeLeft } from './speed.ts';

export type ItemState = 'hashing' | 'waiting' | 'sending' | 'done' | 'failed';

/** One file on its way. */
export interface Item {
  name: string;
  /** bytes */
  size: number;
  state: ItemState;
  /** bytes that were hashed, or sent */
  progress: number;
  message?: string;
}

export interface Uploads {
  items: readonly Item[];
  paused: boolean;
  /** bytes, of all files */
  sent: number;
  total: number;
  /** bytes per second */
  speed: number;
  /** milliseconds */
  left: number | undefined;
}

export interface Uploader {
  add: (files: readonly { file: File; expected: Expected }[]) => void;
  pause: () => void;
  resume: () => void;
  /** tries the failed ones again */
  retry: () => void;
  current: () => Uploads;
  onChange: (listener: () => void) => () => void;
  close: () => void;
}

/** How often the page is told of progress, in milliseconds. */
const TELL_MS = 250;

const NOTHING: Uploads = { items: [], paused: false, sent: 0, total: 0, speed: 0, left: undefined };

/** Hashes files, sends them to S3 side by side, and tells how far they are. */
export function startUploader(submissionId: string): Uploader {
  const items = new Map<string, Item>();
  const board = createBoard(items);
  const change = (name: string, changed: Partial<Item>): void => {
    const item = items.get(name);
    if (item) items.set(name, { ...item, ...changed });
    board.tell();
  };
  const sender = createSender();
  const hasher = startHasher();
  const announce = createAnnouncer(submissionId);
  watch(sender, change);
  const send = async (file: File, { name, checksum }: Expected): Promise<void> => {
    if (checksum) await checkHash(hasher, file, checksum, (progress) => change(name, { progress }));
    change(name, { state: 'waiting', progress: 0 });
    const target = await announce({ name, size: file.size });
    const id = sender.addFile({ name, data: file, type: file.type, meta: { target, relativePath: name } as never });
    // What has arrived of an upload in parts is asked for first, and not sent again.
    if (inParts(target))
      sender.setFileState(id, { s3Multipart: { uploadId: target.upload, key: target.upload } } as never);
    void sender.upload();
  };
  return {
    add: (files) => {
      for (const { file, expected } of files) {
        const { name } = expected;
        const known = items.get(name);
        if (known && known.state !== 'failed') continue;
        const state = expected.checksum ? 'hashing' : 'waiting';
        items.set(name, { name, size: file.size, state, progress: 0 });
        send(file, expected).catch((error: unknown) => change(name, { state: 'failed', message: messageOf(error) }));
      }
      board.tell();
    },
    pause: () => {
      sender.pauseAll();
      board.setPaused(true);
    },
    resume: () => {
      sender.resumeAll();
      board.setPaused(false);
    },
    retry: () => void sender.retryAll(),
    current: board.current,
    onChange: board.onChange,
    close: () => {
      hasher.close();
      // Parts that have arrived stay where they are: only this page stops.
      sender.pauseAll();
      sender.destroy();
    },
  };
}

function watch(sender: Sender, change: (name: string, changed: Partial<Item>) => void): void {
  sender.on('upload-progress', (file, { bytesUploaded }) => {
    if (file?.name) change(file.name, { state: 'sending', progress: Number(bytesUploaded) || 0 });
  });
  sender.on('upload-success', (file) => {
    if (file?.name) change(file.name, { state: 'done', progress: file.size ?? 0 });
  });
  sender.on('upload-error', (file, error) => {
    if (file?.name) change(file.name, { state: 'failed', message: messageOf(error) });
  });
}

async function checkHash(
  hasher: Hasher,
  file: File,
  { algorithm, value }: NonNullable<Expected['checksum']>,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const digest = await hasher.hash(file, algorithm, onProgress);
  if (digest === value.toLowerCase()) return;
  const kind = algorithm === 'md5' ? 'MD5' : 'SHA-256';
  throw new Error(`Not the file that the manifest means: its ${kind} is ${digest}, the manifest says ${value}.`);
}

/** Sums up, and tells those who listen, not more often than a person can read. */
function createBoard(items: ReadonlyMap<string, Item>) {
  const listeners = new Set<() => void>();
  let snapshot = NOTHING;
  let paused = false;
  let samples: Parameters<typeof speedOf>[0] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const update = (): void => {
    timer = undefined;
    const all = [...items.values()];
    const counted = all.filter(({ state }) => state !== 'failed');
    const total = counted.reduce((sum, { size }) => sum + size, 0);
    const sent = counted.reduce((sum, item) => sum + (item.state === 'hashing' ? 0 : item.progress), 0);
    samples = addSample(samples, { at: performance.now(), bytes: sent });
    const speed = paused ? 0 : Math.max(0, speedOf(samples));
    snapshot = { items: all, paused, sent, total, speed, left: timeLeft(total - sent, speed) };
    for (const listener of listeners) listener();
  };
  const tell = (): void => {
    if (timer === undefined) timer = setTimeout(update, TELL_MS);
  };
  return {
    tell,
    setPaused: (value: boolean) => {
      paused = value;
      samples = [];
      tell();
    },
    current: () => snapshot,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
