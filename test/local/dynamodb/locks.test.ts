import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLocks } from '../../../local/dynamodb/locks.ts';

test('tasks that share a key run one after another, in the order in which they asked; others run beside them', async () => {
  const locks = createLocks();
  const log: string[] = [];
  const task = (name: string, ...keys: string[]) =>
    locks.hold(keys, async () => {
      log.push(`${name} begins`);
      await setTimeout(5);
      log.push(`${name} ends`);
    });
  await Promise.all([task('first', 'a', 'b'), task('second', 'b', 'a'), task('third', 'a'), task('aside', 'c')]);
  expect(log.filter((line) => !line.startsWith('aside'))).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ]);
  expect(log.slice(0, 2)).toEqual(['first begins', 'aside begins']);
});

test('a task that fails lets the next one in and keeps its error', async () => {
  const locks = createLocks();
  const failing = locks.hold(['a'], () => Promise.reject(new Error('broken')));
  const next = locks.hold(['a'], () => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});
