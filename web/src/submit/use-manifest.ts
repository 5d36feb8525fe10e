import { useRef } from 'react';
import { type Sending, useUploads } from '../uploads/use-uploads.ts';
import { announceManifest, type Manifest } from './manifest-api.ts';

/** Larger manifests are uploaded once, seen on their way, instead of with every request that is about them. */
const IN_REQUEST_BYTES = 1_000_000;

interface ManifestUpload extends Sending {
  /** resolves when the service can read the manifest */
  ready: (file: File) => Promise<Manifest>;
}

export function useManifestUpload(): ManifestUpload {
  const sending = useUploads();
  const sent = useRef(new WeakMap<File, Manifest>());
  const send = (file: File): Promise<Manifest> => {
    const { promise, resolve, reject } = Promise.withResolvers<Manifest>();
    let reference: string | undefined;
    sending.uploader.add([
      {
        name: file.name,
        file,
        target: async () => {
          const announced = await announceManifest(file.size);
          reference = announced.reference;
          return announced.target;
        },
        confirm: async () => {
          const manifest = { file, reference };
          sent.current.set(file, manifest);
          resolve(manifest);
        },
        stopped: () => reject(new Error(`The upload of ${file.name} was stopped.`)),
      },
    ]);
    return promise;
  };
  return {
    ...sending,
    ready: async (file) => {
      // One manifest at a time: another one that was dropped takes its place.
      for (const other of sending.uploader.current().items) sending.uploader.drop(other.name);
      if (file.size <= IN_REQUEST_BYTES) return { file, reference: undefined };
      return sent.current.get(file) ?? send(file);
    },
  };
}
