import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Upload } from '../uploads/uploader.ts';
import { type Sending, useUploads } from '../uploads/use-uploads.ts';
import { announceFile, confirmFile, pendingKey, type StagedFile, targetOf } from './metadata-api.ts';

interface FileUploads extends Sending {
  add: (files: readonly File[]) => void;
}

/** Hashes, announces, sends and confirms files; one that was announced before and not sent to the end goes on. */
export function useFileUploads(pending: readonly StagedFile[]): FileUploads {
  const queries = useQueryClient();
  // Once sent, a file stands among the pending ones.
  const sending = useUploads();
  const known = useRef(pending);
  known.current = pending;
  const refresh = () => queries.invalidateQueries({ queryKey: pendingKey });
  const uploadOf = (file: File): Upload => {
    // The same for every try, so that a lost answer makes no second file.
    const key = crypto.randomUUID();
    let id: string | undefined;
    const idOf = async (md5: string): Promise<string> => {
      const open = known.current.find((one) => !one.contentUploaded && one.name === file.name && one.checksum === md5);
      return open?.id.uuid ?? (await announceFile(file.name, md5, key));
    };
    return {
      name: file.name,
      file,
      hash: 'md5',
      target: async (md5) => {
        id ??= await idOf(md5);
        return targetOf(id, file.size);
      },
      confirm: async () => {
        if (id !== undefined) await confirmFile(id);
        await refresh();
      },
    };
  };
  return { ...sending, add: (files) => sending.uploader.add(files.map(uploadOf)) };
}
