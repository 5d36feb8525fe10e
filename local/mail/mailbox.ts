import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../aws/files.ts';

/** Where mail goes instead of to people. */
export interface Mailbox {
  /** Keeps a message and gives its id. */
  deliver(message: Buffer, recipients: readonly string[]): string;
}

/** Writes each message to `<directory>/<time>-<n>-<recipient>.eml` and shows one line about it. */
export function openMailbox(directory: string, show: (line: string) => void): Mailbox {
  mkdirSync(directory, { recursive: true });
  let count = 0;
  return {
    deliver: (message, recipients) => {
      const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace(/\..*$/, '');
      const first = (recipients[0] ?? '').replaceAll(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 80);
      count += 1;
      const name = `${time}-${String(count).padStart(4, '0')}-${first}.eml`;
      const path = join(directory, name);
      writeWhole(path, message);
      show(`mail to ${recipients.join(', ')}: ${path}`);
      return `local-${name.replace(/\.eml$/, '')}`;
    },
  };
}
