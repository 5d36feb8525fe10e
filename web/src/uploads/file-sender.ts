import type { Target } from './announce.ts';
import { createSender, inParts } from './s3.ts';

/** Sends single files to S3, each by itself; parts that have arrived already are not sent again. */
export interface FileSender {
  /** resolves when S3 has the whole file; `onProgress` takes the bytes that were sent so far */
  send: (file: File, target: Target, onProgress: (bytes: number) => void) => Promise<void>;
  close: () => void;
}

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
  onProgress: (bytes: number) => void;
}

export function createFileSender(): FileSender {
  const sender = createSender();
  const waiting = new Map<string, Waiting>();
  const end = (id: string, tell: (one: Waiting) => void): void => {
    const one = waiting.get(id);
    waiting.delete(id);
    // The same file may be sent again, to the same place.
    sender.removeFile(id);
    if (one) tell(one);
  };
  sender.on('upload-progress', (file, { bytesUploaded }) => {
    if (file) waiting.get(file.id)?.onProgress(Number(bytesUploaded) || 0);
  });
  sender.on('upload-success', (file) => file && end(file.id, ({ resolve }) => resolve()));
  sender.on('upload-error', (file, error) => file && end(file.id, ({ reject }) => reject(error)));
  return {
    send: (file, target, onProgress) =>
      new Promise((resolve, reject) => {
        // One file may be sent to two places: Uppy tells files apart by this path.
        const meta = { target, relativePath: target.upload } as never;
        const id = sender.addFile({ name: file.name, data: file, type: file.type, meta });
        waiting.set(id, { resolve, reject, onProgress });
        if (inParts(target)) {
          sender.setFileState(id, { s3Multipart: { uploadId: target.upload, key: target.upload } } as never);
        }
        void sender.upload();
      }),
    close: () => {
      sender.pauseAll();
      sender.destroy();
    },
  };
}
