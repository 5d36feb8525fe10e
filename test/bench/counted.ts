import { DOORS, FUNCTIONS, type FunctionName, STEPS } from '../../infra/functions.ts';
import type { Exchange } from '../functions/call-counter.ts';
import type { Invocation, MeteredRun } from '../service/metered.ts';
import { operatorOf } from '../service/operator.ts';
import { statesEntered } from '../service/states-entered.ts';
import { type Item, LOG_BYTES, WAIT_MS, WHOLE_PROCESSOR } from './prices.ts';
import { type Scenario, settled } from './submissions.ts';

/** How much of everything that is paid a piece of work has used. */
export type Amounts = Record<Item, number>;

interface Used {
  /** requests of functions, and those of submitters to S3 */
  exchanges: readonly Exchange[];
  invocations: readonly Invocation[];
  states: number;
  logged: number;
}

/** What a submission used, as counted while it was made; seconds of functions are reckoned from what they did. */
export async function countOne(run: MeteredRun, { prepare }: Scenario): Promise<Amounts> {
  const submission = await prepare(run);
  // functions that have run before are what most submissions meet
  await submission();
  await settled(run);
  const began = new Date().toISOString();
  const logged = run.loggedBytes();
  const executions = operatorOf(run.directory).executions;
  const known = new Set(await executions());
  const { exchanges } = await run.counter.watch(async () => {
    await submission();
    await settled(run);
  }, 'asItIs');
  const made = (await executions()).filter((name) => !known.has(name));
  const states = await Promise.all(made.map((name) => statesEntered(run.directory, name.replace(/-1$/, ''))));
  return amountsOf(run, {
    exchanges: exchanges.filter((exchange) => isPaid(run, exchange)),
    invocations: run.invocations().filter(({ endedAt }) => endedAt > began),
    states: states.flat().length,
    logged: run.loggedBytes() - logged,
  });
}

/** Also what the reader of the counts asks goes through the counter. */
const isPaid = (run: MeteredRun, exchange: Exchange): boolean =>
  Object.hasOwn(FUNCTIONS, run.askedBy(exchange) ?? '') || (exchange.endpoint === 's3' && !exchange.accessKeyId);

function amountsOf(run: MeteredRun, { exchanges, invocations, states, logged }: Used): Amounts {
  const units = (kind: 'read' | 'write') => exchanges.reduce((sum, exchange) => sum + exchange.units[kind], 0);
  const named = (pattern: RegExp) => exchanges.filter(({ name }) => pattern.test(name)).length;
  const s3 = exchanges.filter(({ endpoint, method }) => endpoint === 's3' && method !== 'DELETE');
  const writes = s3.filter(isWrite);
  const requests = invocations.filter(({ name }) => Object.hasOwn(DOORS, name)).length;
  const ofSteps = invocations.filter(({ name }) => Object.hasOwn(STEPS, name)).length;
  const { invocation, request, state } = LOG_BYTES;
  return {
    apiRequest: requests,
    edgeRequest: requests,
    lambdaInvocation: invocations.length,
    lambdaGbSecond: gbSeconds(run, exchanges, invocations),
    stateTransition: states,
    writeUnit: units('write'),
    readUnit: units('read'),
    s3Write: writes.length,
    s3Read: s3.length - writes.length,
    busEvent: named(/^PutEvents$/) + writes.filter(({ target }) => /^\/[^/]*uploadbucket/.test(target)).length,
    secretRead: named(/^GetSecretValue$/),
    mail: named(/outbound-emails/),
    logByte: logged + invocations.length * invocation + requests * request + states * state,
    // the steps of an execution are one trace
    trace: invocations.length - ofSteps + Math.sign(states),
  };
}

const isWrite = ({ method, target }: Exchange): boolean =>
  method === 'PUT' || method === 'POST' || /[?&](uploadId|list-type|uploads|versions)\b/.test(target);

/** Processor time on the share of a processor that comes with the memory, and the waiting for calls. */
function gbSeconds(run: MeteredRun, exchanges: readonly Exchange[], invocations: readonly Invocation[]): number {
  const waited = Map.groupBy(exchanges, (exchange) => run.askedBy(exchange) ?? '');
  const names = [...new Set(invocations.map(({ name }) => name))];
  const used = names.map((name) => {
    const { memory } = FUNCTIONS[name as FunctionName];
    const own = invocations.filter((invocation) => invocation.name === name);
    const processor = own.reduce((sum, { processorMs }) => sum + processorMs, 0);
    const ms = processor * Math.max(1, WHOLE_PROCESSOR / memory) + waiting(waited.get(name) ?? []);
    return (ms / 1000) * (memory / 1024);
  });
  return used.reduce((sum, each) => sum + each, 0);
}

/** Milliseconds of the longest chain of calls each of which began after the one before had ended. */
function waiting(exchanges: readonly Exchange[]): number {
  const chains: { ended: number; ms: number }[] = [];
  for (const { began, ended, endpoint } of exchanges.toSorted((left, right) => left.ended - right.ended)) {
    const before = chains.filter((chain) => chain.ended < began).map(({ ms }) => ms);
    chains.push({ ended, ms: Math.max(0, ...before) + (endpoint === 'dynamodb' ? WAIT_MS.dynamodb : WAIT_MS.others) });
  }
  return Math.max(0, ...chains.map(({ ms }) => ms));
}
