import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromRunner, ToRunner } from './messages.ts';

export interface Runner {
  send(message: ToRunner): void;
  /** Ends every job that runs, and then the process. */
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Starts the process that runs jobs. `gone` is called when it ends without having been told to. */
export function startRunner(heard: (message: FromRunner) => void, gone: () => void): Runner {
  const child = fork(MAIN, [], { env: {}, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let closing = false;
  child.on('message', (message) => {
    if (!closing) heard(message as FromRunner);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('error', (error) => console.error('The process that runs jobs:', error));
  void exited.then(() => {
    if (!closing) gone();
  });
  return {
    send: (message) => void child.send(message),
    close() {
      closing = true;
      if (child.connected) child.disconnect();
      return exited;
    },
  };
}
