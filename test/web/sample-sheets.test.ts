import { describe, expect, it } from 'vitest';
import { Refusal } from '../../web/src/api/refusal.ts';
import { faultsOf, messageAt } from '../../web/src/metadata/faults.ts';
import { inTurns } from '../../web/src/metadata/turns.ts';

describe('the faults of a submission', () => {
  it('are sorted to the metadataset or file that they are about', () => {
    const issues = [
      { entity: { uuid: 'a' }, field: 'ZIP', message: 'Wrong.' },
      { entity: { uuid: 'a' }, field: 'ZIP', message: 'Taken.' },
      { message: 'All of it.' },
    ];
    const { byEntity, rest } = faultsOf(new Refusal(400, 'No.', issues));
    expect(rest).toEqual([{ message: 'All of it.' }]);
    expect(messageAt(byEntity.get('a') ?? [], 'ZIP')).toBe('Wrong. Taken.');
    expect(messageAt(byEntity.get('a') ?? [], 'Date')).toBeUndefined();
  });

  it('are none where the service was not reached', () => {
    expect(faultsOf(new Error('away'))).toEqual({ byEntity: new Map(), rest: [] });
  });
});

describe('work in turns', () => {
  it('does a few things at a time and tells of each', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inTurns(
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
      },
      () => done.push(1),
    );
    expect(most).toBe(4);
    expect(done).toHaveLength(9);
  });

  it('tells what was done when something fails, so that it can go on from there', async () => {
    let done = 0;
    const work = (item: number) => (item === 6 ? Promise.reject(new Error('no')) : Promise.resolve());
    await expect(inTurns([1, 2, 3, 4, 5, 6, 7, 8], work, () => done++)).rejects.toThrow('no');
    expect(done).toBe(5);
  });
});
