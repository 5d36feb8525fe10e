import { readlinkSync, rmSync } from 'node:fs';
import { endGroup } from './runner/container.ts';

/**
 * Ends what a process that was killed has left of a job, and removes its files. The number of its process group may be
 * somebody else's by now: only a process whose directory is the job's own is ended.
 */
export function endLeftovers(group: number | undefined, directory: string): void {
  if (group !== undefined && isWithin(group, directory)) endGroup(group);
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Linux tells it; elsewhere the process that runs jobs, which ends them itself, is all there is. */
function isWithin(pid: number, directory: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(directory);
  } catch {
    return false;
  }
}
