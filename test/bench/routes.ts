import { measureRoutes, PART_SIZES, type RouteCost } from '../service/calls/measure.ts';
import { startMetered } from '../service/metered.ts';
import { type Figure, medianOf } from './figure.ts';

/**
 * What one request to each route costs: calls to AWS, read and write units of the table, bytes of the answer, processor
 * time of the warm function. test/service/calls/route-calls.txt is the budget that a test holds the calls to.
 * @throws Error naming the routes that have no request to be measured with
 */
export async function measure(): Promise<Figure[]> {
  const run = await startMetered(PART_SIZES);
  try {
    const costs = [...(await measureRoutes(run, { timed: true }))];
    const missing = costs.filter(([, cost]) => cost === undefined).map(([route]) => route);
    if (missing.length > 0)
      throw new Error(`No request for ${missing.join(', ')}: add one in test/service/permissions/.`);
    return costs.map(([what, cost]) => ({ what, figure: figureOf(cost as RouteCost) }));
  } finally {
    await run.close();
  }
}

function figureOf({ calls, depth, readUnits, writeUnits, bytes, processorMs }: RouteCost): string {
  const cells = [
    `${calls} calls`.padStart(8),
    `${depth} deep`.padStart(7),
    `${readUnits} RRU`.padStart(8),
    `${writeUnits} WRU`.padStart(6),
    `${bytes} B`.padStart(8),
    processorMs.length === 0 ? 'asked once' : `${medianOf(processorMs).toFixed(1)} ms`.padStart(7),
  ];
  return cells.join('  ');
}
