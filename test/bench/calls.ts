import { measureDatameta } from '../functions/datameta/door-calls.ts';
import { startInProcess } from '../functions/in-process.ts';
import { measureRequests } from '../functions/request-calls.ts';
import { measureSteps } from '../functions/step-calls.ts';
import type { Figure } from './figure.ts';

/** What requests and steps ask of AWS; test/functions/call-budget.test.ts holds docs/data-model.md to the same figures. */
export async function measure(): Promise<Figure[]> {
  const functions = await startInProcess();
  try {
    const requests = await measureRequests(functions);
    const datameta = await measureDatameta(functions);
    const steps = await measureSteps(functions);
    return [
      ...[...requests, ...datameta].map(([what, { total, depth }]) => ({
        what,
        figure: `${total} calls, ${depth} deep`,
      })),
      ...[...steps].map(([step, calls]) => ({ what: `${step}, per small file`, figure: `${calls} calls` })),
    ];
  } finally {
    await functions.close();
  }
}
