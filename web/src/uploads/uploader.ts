import { messageOf } from '../api/refusal.ts';
import type { Target } from './announce.ts';
import { type Board, createBoard, type Uploads } from './board.ts';
import { createFileSender, type FileSender } from './file-sender.ts';
import { type Hasher, startHasher } from './hash.ts';
import { createLanes } from './lanes.ts';
import { patiently } from './patience.ts';
import { statusOf } from './s3.ts';

/** A file, and what is to be done with it. */
export interface Upload {
  /** what the page calls it; one file of a name is on its way at a time */
  name: string;
  file: File;
  /** computed before anything is sent */
  hash?: 'md5' | 'sha256' | undefined;
  /** asks where to send the file, given its checksum in hexadecimal; may be asked again. Throws what speaks against it */
  target: (digest: string) => Promise<Target>;
  /** what follows once S3 has the file; may be done again */
  confirm?: () => Promise<unknown>;
  /** told when somebody gives it up */
  stopped?: () => void;
}

export interface Uploader {
  /** begins with those that are not on their way already */
  add: (uploads: readonly Upload[]) => void;
  /** sends the failed ones again */
  retry: () => void;
  /** gives one up; what has arrived of it stays for another time */
  drop: (name: string) => void;
  pause: () => void;
  resume: () => void;
  current: () => Uploads;
  onChange: (listener: () => void) => () => void;
  close: () => void;
}

/**
 * Files that are announced and sent side by side: as many as the service takes in one announcement, and few enough that
 * no signed URL grows old before its turn.
 */
const AT_ONCE = 100;
/** A URL that has expired is asked for again, so many times. */
const URLS = 3;

interface Options {
  /** those that have been sent stay in the list */
  keepsDone: boolean;
}

interface Run {
  upload: Upload;
  stop: AbortController;
}

/** Hashes files, sends them to S3 side by side, and tells how far they are. The one way in which this site uploads. */
export function createUploader({ keepsDone }: Options): Uploader {
  const board = createBoard();
  const tools = createTools();
  const runs = new Map<string, Run>();
  const send = createSending(board, tools);
  const begin = (upload: Upload): void => {
    const { name, file, hash } = upload;
    const run: Run = { upload, stop: new AbortController() };
    const { signal } = run.stop;
    runs.set(name, run);
    board.put({ name, size: file.size, state: hash ? 'hashing' : 'waiting', progress: 0 });
    send(upload, signal).then(
      () => {
        if (signal.aborted) return;
        runs.delete(name);
        if (keepsDone) board.change(name, { state: 'done', progress: file.size });
        else board.remove(name);
      },
      (error: unknown) => {
        if (!signal.aborted) board.change(name, { state: 'failed', message: messageOf(error) });
      },
    );
  };
  const isBusy = (name: string): boolean => (board.items.get(name)?.state ?? 'failed') !== 'failed';
  return {
    add: (uploads) => {
      for (const upload of uploads) if (!isBusy(upload.name)) begin(upload);
    },
    retry: () => {
      for (const { upload } of runs.values()) if (!isBusy(upload.name)) begin(upload);
    },
    drop: (name) => {
      const run = runs.get(name);
      run?.stop.abort();
      run?.upload.stopped?.();
      runs.delete(name);
      board.remove(name);
    },
    pause: () => {
      tools.sender().pause();
      board.setPaused(true);
    },
    resume: () => {
      tools.sender().resume();
      board.setPaused(false);
    },
    current: board.current,
    onChange: board.onChange,
    close: () => {
      for (const { stop } of runs.values()) stop.abort();
      runs.clear();
      tools.close();
    },
  };
}

type Tools = ReturnType<typeof createTools>;

/** The way of one file: its checksum, its announcement, its bytes, its confirmation. */
function createSending({ change }: Board, tools: Tools): (upload: Upload, signal: AbortSignal) => Promise<void> {
  const inLane = createLanes(AT_ONCE);
  const sendOnce = async ({ name, file, target: ask }: Upload, digest: string, signal: AbortSignal): Promise<void> => {
    const target = await patiently(() => ask(digest), { signal });
    if (signal.aborted) return;
    const onProgress = (progress: number): void => change(name, { state: 'sending', progress });
    await tools.sender().send(file, target, { onProgress, signal });
  };
  const sendWhole = async (upload: Upload, digest: string, signal: AbortSignal): Promise<void> => {
    for (let urls = 1; ; urls++) {
      try {
        return await sendOnce(upload, digest, signal);
      } catch (error) {
        if (statusOf(error) !== 403 || urls === URLS) throw error;
      }
    }
  };
  return async (upload, signal) => {
    const { name, file, hash, confirm } = upload;
    const digest = hash ? await tools.hasher().hash(file, hash, (progress) => change(name, { progress })) : '';
    if (signal.aborted) return;
    change(name, { state: 'waiting', progress: 0 });
    await inLane(async () => {
      if (!signal.aborted) await sendWhole(upload, digest, signal);
      if (!signal.aborted && confirm) await patiently(confirm, { signal });
    });
  };
}

/** What is needed to send files, made with the first one. */
function createTools() {
  let hasher: Hasher | undefined;
  let sender: FileSender | undefined;
  return {
    hasher: (): Hasher => {
      hasher ??= startHasher();
      return hasher;
    },
    sender: (): FileSender => {
      sender ??= createFileSender();
      return sender;
    },
    close: () => {
      hasher?.close();
      sender?.close();
      hasher = undefined;
      sender = undefined;
    },
  };
}
