import { useEffect, useState, useSyncExternalStore } from 'react';
import { isOpen, type Uploads } from './board.ts';
import { createUploader, type Uploader } from './uploader.ts';

export interface Sending {
  uploads: Uploads;
  uploader: Uploader;
}

/** Uploads that end with the page that has them; who leaves while something is on its way is asked first. */
export function useUploads({ keepsDone = false } = {}): Sending {
  const [uploader] = useState(() => createUploader({ keepsDone }));
  const uploads = useSyncExternalStore(uploader.onChange, uploader.current);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (uploader.current().items.some(isOpen)) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      uploader.close();
    };
  }, [uploader]);
  return { uploads, uploader };
}
