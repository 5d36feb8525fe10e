import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { messageOf } from '../api/refusal.ts';
import { type Hasher, startHasher } from '../uploads/hash.ts';
import type { Item } from '../uploads/uploader.ts';
import { useFileSender } from '../uploads/use-file-sender.ts';
import { announceFile, confirmFile, pendingKey, type StagedFile, targetOf } from './metadata-api.ts';

interface FileUploads {
  items: readonly Item[];
  add: (files: readonly File[]) => void;
}

/** Hashes, announces, sends and confirms files; one that was announced before and not sent to the end goes on. */
export function useFileUploads(pending: readonly StagedFile[]): FileUploads {
  const queries = useQueryClient();
  const send = useFileSender();
  const hasher = useHasher();
  const [items, setItems] = useState<readonly Item[]>([]);
  const known = useRef(pending);
  known.current = pending;
  const change = (name: string, changed: Partial<Item>): void =>
    setItems((all) => all.map((item) => (item.name === name ? { ...item, ...changed } : item)));
  const upload = async (file: File): Promise<void> => {
    const md5 = await hasher().hash(file, 'md5', (progress) => change(file.name, { progress }));
    const open = known.current.find((one) => !one.contentUploaded && one.name === file.name && one.checksum === md5);
    const id = open?.id.uuid ?? (await announceFile(file.name, md5));
    const target = await targetOf(id, file.size);
    change(file.name, { state: 'sending', progress: 0 });
    await send(file, target, (progress) => change(file.name, { progress }));
    await confirmFile(id);
    // From here on the file stands among the pending ones.
    setItems((all) => all.filter(({ name }) => name !== file.name));
  };
  const add = (files: readonly File[]): void => {
    const busy = new Set(items.filter(({ state }) => state !== 'failed').map(({ name }) => name));
    const fresh = files.filter(({ name }) => !busy.has(name));
    const names = new Set(fresh.map(({ name }) => name));
    const begun = fresh.map(({ name, size }): Item => ({ name, size, state: 'hashing', progress: 0 }));
    setItems((all) => [...all.filter(({ name }) => !names.has(name)), ...begun]);
    for (const file of fresh) {
      upload(file)
        .catch((error: unknown) => change(file.name, { state: 'failed', message: messageOf(error) }))
        .finally(() => void queries.invalidateQueries({ queryKey: pendingKey }));
    }
  };
  return { items, add };
}

function useHasher(): () => Hasher {
  const hasher = useRef<Hasher>(undefined);
  useEffect(
    () => () => {
      hasher.current?.close();
      hasher.current = undefined;
    },
    [],
  );
  return () => {
    hasher.current ??= startHasher();
    return hasher.current;
  };
}
