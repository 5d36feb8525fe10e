/**
 * `npm run torture`: runs random schedules against the service while everything fails by chance, and kills the whole
 * service again and again. Says what does not hold, and how to have it happen again; ends with 1 then.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { Order, Report } from './process.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    schedules: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '20' },
    // a schedule, or several with commas between them: these alone
    only: { type: 'string' },
    together: { type: 'string', default: '100' },
  },
});
const seed = Number(values.seed);
const round = Number(values.together);
const AT_ONCE = 24;
const CLIENTS = 8;

const began = performance.now();
const show = (line: string): void => {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${String(seconds).padStart(6)} s  ${line}`);
};

/** Each round has a process of its own: functions read their environment once. */
async function inProcess(order: Order): Promise<Report> {
  const child = fork(new URL('./process.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  child.on('message', (message: Report | { line: string }) => {
    if ('line' in message) show(message.line);
    else resolve(message);
  });
  child.on('exit', (code) => reject(new Error(`A round ended with ${code}.`)));
  child.send(order);
  const report = await promise;
  child.disconnect();
  await once(child, 'exit');
  return report;
}

const add = (to: Record<string, number>, from: Record<string, number>): void => {
  for (const [name, count] of Object.entries(from)) to[name] = (to[name] ?? 0) + count;
};

const all: Required<Report> = { violations: [], schedules: 0, ends: {}, faults: {} };
async function perform(order: Order): Promise<void> {
  const { violations, schedules, ends, faults = {} } = await inProcess(order);
  all.violations.push(...violations);
  all.schedules += schedules;
  add(all.ends, ends);
  add(all.faults, faults);
  for (const violation of violations) show(`BROKEN  ${violation}`);
}

const count = Number(values.schedules);
const chosen = values.only?.split(',').map(Number) ?? Array.from({ length: count }, (_, n) => n);
show(`seed ${seed}: ${chosen.length} schedules${values.only ? '' : `, ${values.kills} kills`}`);
for (let from = 0; from < chosen.length; from += round) {
  await perform({ kind: 'faults', seed, schedules: chosen.slice(from, from + round), atOnce: AT_ONCE });
}
if (values.only === undefined && Number(values.kills) > 0) {
  await perform({ kind: 'kills', seed, kills: Number(values.kills), clients: CLIENTS });
}
const told = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, times]) => `${times} ${name}`)
    .join(', ');
show(`faults: ${told(all.faults)}`);
show(`submissions: ${told(all.ends)}`);
show(
  all.violations.length === 0
    ? `${all.schedules} schedules; everything holds`
    : `${all.violations.length} things do not hold. Again: npm run torture -- --seed ${seed} --only <schedules>`,
);
process.exitCode = all.violations.length === 0 ? 0 : 1;
