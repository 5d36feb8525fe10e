import { newGroup, newPerson, type Person } from '../service/people.ts';
import { type RunningService, startService } from '../service/running.ts';
import { read } from '../service/submitting.ts';

/** Runs the whole service for one measurement, without its limit on requests from one address. */
export async function withService<T>(
  work: (person: Person, service: RunningService) => Promise<T>,
  context: object = {},
): Promise<T> {
  const service = await startService({ context: { throttle: { rate: 10_000, burst: 10_000 }, ...context } });
  try {
    const admin = { url: service.url, token: service.token };
    return await work(await newPerson(admin, await newGroup(admin)), service);
  } finally {
    await service.stop();
    service.remove();
  }
}

const POLL_MS = 50;

/** Milliseconds until a step has ended. @throws Error where the submission has failed */
export async function untilStep(person: Person, id: string, step: string): Promise<number> {
  const started = performance.now();
  for (;;) {
    const { steps } = await read(person, id);
    const failed = steps.find(({ success }) => !success);
    if (failed !== undefined) throw new Error(`${id} failed at ${failed.name}: ${failed.msg}`);
    if (steps.some(({ name }) => name === step)) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
