import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHousekeeping } from '../../local/housekeeping.ts';
import { lockFolder } from '../../local/lock.ts';
import { choosePorts, isFree } from '../../local/ports.ts';
import { eventually } from './fixtures/platform.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'waybill-folder-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the lock', () => {
  it('keeps a second run out until the first lets go', () => {
    const release = lockFolder(directory);
    expect(() => lockFolder(directory)).toThrow(`${directory} is in use by process ${process.pid}`);
    release();
    lockFolder(directory)();
  });

  it('of a process that is gone is taken over, also when its number is used again', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    for (const holder of [
      { pid, began: '1' },
      { pid: process.pid, began: 'another time' },
    ]) {
      writeFileSync(join(directory, 'lock'), JSON.stringify(holder));
      lockFolder(directory)();
    }
    writeFileSync(join(directory, 'lock'), '{"pid":');
    lockFolder(directory)();
  });

  it('of another living process holds', () => {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const began = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: process.ppid, began }));
    expect(() => lockFolder(directory)).toThrow(`in use by process ${process.ppid}`);
  });
});

describe('ports', () => {
  it('differ, are kept, and are replaced only where somebody else took one', async () => {
    const path = join(directory, 'ports.json');
    const first = await choosePorts(path, ['a', 'b', 'c']);
    expect(new Set(Object.values(first)).size).toBe(3);
    expect(await choosePorts(path, ['a', 'b', 'c'])).toEqual(first);
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(first.b, '127.0.0.1', resolve));
    expect(await isFree(first.b)).toBe(false);
    const second = await choosePorts(path, ['a', 'b', 'c']);
    expect([second.a, second.c]).toEqual([first.a, first.c]);
    expect(second.b).not.toBe(first.b);
    thief.close();
  });
});

describe('housekeeping', () => {
  it('goes on after errors, never runs two jobs at once, and ends the one at hand', async () => {
    const errors: string[] = [];
    let running = 0;
    let most = 0;
    let done = 0;
    const job = {
      everyMs: 1,
      run: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 3));
        running--;
        done++;
        if (done === 2) throw new Error('once');
      },
    };
    const stop = startHousekeeping([job, job], (line) => errors.push(line));
    await eventually(() => done >= 6);
    await stop();
    const after = done;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([most, running, done]).toEqual([1, 0, after]);
    expect(errors).toEqual(['housekeeping: Error: once']);
  });
});
