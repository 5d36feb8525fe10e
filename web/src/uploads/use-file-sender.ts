import { useEffect, useRef } from 'react';
import { createFileSender, type FileSender } from './file-sender.ts';

/** A sender that ends with the page that has it; who leaves while something is on its way is asked first. */
export function useFileSender(): FileSender['send'] {
  const sender = useRef<FileSender>(undefined);
  const open = useRef(0);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (open.current > 0) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      sender.current?.close();
      sender.current = undefined;
    };
  }, []);
  return async (file, target, onProgress) => {
    sender.current ??= createFileSender();
    open.current += 1;
    try {
      await sender.current.send(file, target, onProgress);
    } finally {
      open.current -= 1;
    }
  };
}
