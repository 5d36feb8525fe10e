import type { Target } from './announce.ts';
import { createSender, inParts, type Sender } from './s3.ts';

/** Sends single files to S3, each by itself; parts that have arrived already are not sent again. */
export interface FileSender {
  /** resolves when S3 has the whole file, or when it is given up; what has been sent stays where it is */
  send: (file: File, target: Target, options: SendOptions) => Promise<void>;
  pause: () => void;
  resume: () => void;
  close: () => void;
}

interface SendOptions {
  /** takes the bytes that were sent so far */
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
  onProgress: (bytes: number) => void;
}

export function createFileSender(): FileSender {
  const sender = createSender();
  const waiting = new Map<string, Waiting>();
  const held = createGate();
  const end = (id: string, tell: (one: Waiting) => void): void => {
    const one = waiting.get(id);
    if (one === undefined) return;
    waiting.delete(id);
    // The same file may be sent again, to the same place.
    sender.removeFile(id);
    tell(one);
  };
  sender.on('upload-progress', (file, { bytesUploaded }) => {
    if (file) waiting.get(file.id)?.onProgress(Number(bytesUploaded) || 0);
  });
  sender.on('upload-success', (file) => file && end(file.id, ({ resolve }) => resolve()));
  sender.on('upload-error', (file, error) => file && end(file.id, ({ reject }) => reject(error)));
  return {
    send: async (file, target, { onProgress, signal }) => {
      // Uppy pauses what is on its way, and would begin with what comes later.
      await held.passed();
      if (signal.aborted) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const id = addTo(sender, file, target);
      waiting.set(id, { resolve, reject, onProgress });
      signal.addEventListener('abort', () => end(id, ({ resolve: stop }) => stop()), { once: true });
      void sender.upload();
      await promise;
    },
    pause: () => {
      held.shut();
      sender.pauseAll();
    },
    resume: () => {
      sender.resumeAll();
      held.open();
    },
    close: () => {
      // Parts that have arrived stay where they are: only this page stops.
      sender.pauseAll();
      sender.destroy();
    },
  };
}

function addTo(sender: Sender, file: File, target: Target): string {
  // One file may be sent to two places: Uppy tells files apart by this path.
  const meta = { target, relativePath: target.upload } as never;
  const id = sender.addFile({ name: file.name, data: file, type: file.type, meta });
  // What has arrived of an upload in parts is asked for first.
  if (inParts(target))
    sender.setFileState(id, { s3Multipart: { uploadId: target.upload, key: target.upload } } as never);
  return id;
}

/** Holds back whoever comes while it is shut. */
function createGate() {
  let shut: PromiseWithResolvers<void> | undefined;
  return {
    passed: () => shut?.promise,
    shut: () => {
      shut ??= Promise.withResolvers<void>();
    },
    open: () => {
      shut?.resolve();
      shut = undefined;
    },
  };
}
