import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ContainerExit, RunContainer, RunJob } from './messages.ts';

export interface Running {
  /** of its processes */
  readonly group: number | undefined;
  readonly exited: Promise<ContainerExit>;
  /** Ends all of its processes at once; the reason is told with the exit. */
  kill(reason: string): void;
}

/** Exit code of a command that a signal has ended, as shells and container runtimes tell it. */
const SIGKILL_CODE = 137;
const SIGNAL_BASE = 128;
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/**
 * Starts a command as a container would run it: with its arguments as they are, in an empty directory, with nothing of
 * our environment, in a process group of its own that is ended with it. The path at which the shared files are mounted
 * stands for the directory that they are in here.
 */
export function startContainer(job: RunJob, container: RunContainer, shared: string): Running {
  const home = join(job.directory, container.name);
  mkdirSync(home, { recursive: true });
  const here = mapping(container.mountedAt, shared);
  const given = Object.entries(container.environment).map(([name, value]) => [name, here(value)]);
  const [program = '', ...args] = container.command.map(here);
  const child = spawn(program, args, {
    cwd: home,
    env: { PATH: job.path, HOME: home, TMPDIR: home, LANG: 'C.UTF-8', ...Object.fromEntries(given) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    shell: false,
  });
  let killed: string | undefined;
  keepOutput(child, container.logFile);
  const kill = (reason: string): void => {
    killed ??= reason;
    endGroup(child.pid);
  };
  const exited = exitOf(child).then((exit): ContainerExit => {
    // what it has started and left behind goes with it
    endGroup(child.pid);
    const reason = killed ?? exit.reason;
    return { name: container.name, ...exit, ...(reason !== undefined && { reason }) };
  });
  return { group: child.pid, exited, kill };
}

/** The mounted path becomes the real one where it stands by itself or before a slash; nothing else is touched. */
function mapping(mountedAt: string | undefined, shared: string): (text: string) => string {
  if (mountedAt === undefined) return (text) => text;
  const escaped = mountedAt.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\w./-])${escaped}(?=/|$)`, 'g');
  return (text) => text.replaceAll(pattern, () => shared);
}

/** Standard output and standard error in one stream, as the log driver of a container keeps them. */
function keepOutput(child: ChildProcess, logFile: string): void {
  mkdirSync(dirname(logFile), { recursive: true });
  let file: ReturnType<typeof createWriteStream> | undefined;
  let open = 2;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      file ??= createWriteStream(logFile, { flags: 'a' });
      if (file.write(chunk)) return;
      stream.pause();
      file.once('drain', () => stream.resume());
    });
    stream?.once('close', () => {
      open -= 1;
      if (open === 0) file?.end();
    });
  }
}

type Exit = Omit<ContainerExit, 'name'>;

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const what = error.code === 'ENOENT' ? 'executable file not found in $PATH' : error.message;
      resolve({ reason: `CannotStartContainerError: ${what}` });
    });
    child.once('exit', (code, signal) => {
      // its children may hold its output open: the group is ended first, then the rest of the output is read
      endGroup(child.pid);
      const exitCode = code ?? SIGNAL_BASE + (SIGNALS[signal ?? ''] ?? SIGKILL_CODE - SIGNAL_BASE);
      child.once('close', () => resolve({ exitCode }));
    });
  });
}

/** @returns whether there was anything to end */
export function endGroup(group: number | undefined): boolean {
  if (group === undefined || group <= 1) return false;
  try {
    process.kill(-group, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
