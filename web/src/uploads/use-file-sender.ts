import { useEffect, useRef } from 'react';
import { createFileSender, type FileSender } from './file-sender.ts';

/** A sender that ends with the page that has it. */
export function useFileSender(): FileSender['send'] {
  const sender = useRef<FileSender>(undefined);
  useEffect(
    () => () => {
      sender.current?.close();
      sender.current = undefined;
    },
    [],
  );
  return (file, target, onProgress) => {
    sender.current ??= createFileSender();
    return sender.current.send(file, target, onProgress);
  };
}
