import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../client.ts';
import { operatorOf } from '../operator.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { type RunningService, startService } from '../running.ts';
import { ask, draft, finished, post, start, view } from './asking.ts';

const LONG = { timeout: 600_000 };

let service: RunningService;
let person: Person;
let assignmentKey: string;

beforeAll(async () => {
  service = await startService();
  const group = await newGroup(service);
  person = await newPerson(service, group);
  ({ assignmentKey } = await ask(service, group));
}, LONG.timeout);
afterAll(async () => {
  await service.stop();
  service.remove();
}, LONG.timeout);

/** How far each of many submissions was told to be, before the process was gone. */
interface Progress {
  id?: string;
  posted?: true;
  started?: true;
}

/** Creates, hands in and starts until the service is gone. */
async function submitUntilGone(all: Progress[]): Promise<void> {
  try {
    for (;;) {
      const one: Progress = {};
      all.push(one);
      one.id = (await draft(person, assignmentKey)).id;
      await post(person, one.id, 'id,area\n1,2\n');
      one.posted = true;
      await start(person, one.id);
      one.started = true;
    }
  } catch {
    // the process is gone, or going
  }
}

describe('a process that is killed between the calls of a submission', LONG, () => {
  it('keeps what it has acknowledged, and the same calls go on', async () => {
    const all: Progress[] = [];
    const senders = Array.from({ length: 4 }, () => submitUntilGone(all));
    while (all.filter(({ started }) => started).length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    await service.stop('SIGKILL');
    await Promise.all(senders);
    service = await startService({ before: service });

    const known = all.filter((one): one is Progress & { id: string } => one.id !== undefined);
    expect(known.some(({ started }) => started)).toBe(true);
    for (const { id, posted, started } of known) {
      const before = await view(person, id);
      if (started) expect(before.state).not.toBe('draft');
      if (posted) expect(before.inputs[0]?.state).not.toBe('expected');
      if (before.state === 'draft' && !posted) await post(person, id, 'id,area\n1,2\n');
      // a start whose answer was lost is asked for again, and those that had one too
      expect((await call(person, `/api/v1/submissions/${id}/start`, { method: 'POST' })).status).toBe(200);
    }
    for (const { id } of known)
      expect(await finished(person, id)).toMatchObject({ state: 'succeeded', errorMessage: null });
    const executions = await operatorOf(service.directory).executions();
    expect(executions.toSorted()).toEqual(known.map(({ id }) => `${id}-1`).toSorted());
  });
});
