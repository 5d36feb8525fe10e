import { afterEach, describe, expect, it } from 'vitest';
import { type BatchBench, QUEUES, startBench } from './bench.ts';

const benches: BatchBench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});
async function started(...options: Parameters<typeof startBench>): Promise<BatchBench> {
  const bench = await startBench(...options);
  benches.push(bench);
  return bench;
}

describe('queues', { timeout: 60_000 }, () => {
  it('start jobs by priority, and then in their order', async () => {
    const bench = await started({ maxVcpus: 0.25 });
    const { definition } = await bench.register({});
    const order = ['low', 'medium', 'high', 'low', 'high'] as const;
    const ids = [];
    for (const [index, queue] of order.entries()) {
      ids.push(await bench.submit(definition, ['true'], { name: `${queue}-${index}`, queue: QUEUES[queue] }));
    }
    await Promise.all(ids.map((id) => bench.ended(id)));
    const names = bench.events.map(({ detail }) => (detail as { jobName: string }).jobName);
    // the first one found nobody else waiting
    expect(names).toEqual(['low-0', 'high-2', 'high-4', 'medium-1', 'low-3']);
  });

  it('go on after a stop with what was running and what was waiting, and tell of every end once', async () => {
    const bench = await started({ maxVcpus: 0.25 });
    const { definition } = await bench.register({ timeoutSeconds: 600 });
    const running = await bench.submit(definition, ['sleep', '0.6']);
    const waiting = await bench.submit(definition, ['true']);
    while ((await bench.describe(running)).status !== 'RUNNING')
      await new Promise((resolve) => setTimeout(resolve, 10));
    await bench.batch.close();
    expect(bench.events).toEqual([]);
    const again = await started({ maxVcpus: 0.25 }, bench);
    expect(await again.ended(running)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await again.ended(waiting)).toMatchObject({ status: 'SUCCEEDED' });
    await again.batch.close();
    const third = await started({}, bench);
    expect(again.events.map(({ detail }) => (detail as { jobId: string }).jobId)).toEqual([running, waiting]);
    expect(third.events).toEqual([]);
  });

  it('tell of an end again that was not taken', async () => {
    const bench = await started({ emit: async () => Promise.reject(new Error('down, as the test wants it')) });
    const { definition } = await bench.register({});
    const id = await bench.submit(definition, ['true']);
    await bench.ended(id);
    await bench.batch.close();
    const again = await started({}, bench);
    expect(again.events.map(({ detail }) => (detail as { jobId: string }).jobId)).toEqual([id]);
  });
});
