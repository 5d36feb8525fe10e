import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { eventIdOf } from '../../adapters/events/bus.ts';
import { endedSteps, isFinal, STEPS } from '../../domain/submission/submission.ts';
import type { Promised } from './ledger.ts';
import type { Row } from './table-reader.ts';
import type { Told } from './world.ts';

/** Everything there is after the faults have stopped and the service has come to rest. */
export interface Aftermath {
  /** what clients were told, by schedule */
  promises: readonly { schedule: number; promised: Promised }[];
  /** users who have sent one request with an Idempotency-Key, and how many submissions that may have made */
  once: readonly { schedule: number; userId: string; most: number }[];
  records: readonly { schedule: number; key: string; state: 'there' | 'gone' }[];
  submissions: ReadonlyMap<string, SubmissionRow>;
  /** by partition */
  rows: ReadonlyMap<string, Row[]>;
  executions: ReadonlyMap<string, string>;
  /** how often the outcome of a step was written, by `<id> <attempt> <step>` */
  outcomes: ReadonlyMap<string, number>;
  told: readonly Told[];
  /** ids of events that webhooks were called with */
  called: ReadonlySet<string>;
  /** mails that were sent; absent where nobody has counted */
  mails?: number;
  jobs: readonly string[];
  /** MD5 of what lies in the release bucket, by key */
  released: ReadonlyMap<string, string>;
}

/** What must hold; gives what does not, each with whom it concerns. */
export type Invariant = (aftermath: Aftermath) => string[];

/** Those that hold whenever the service rests, whether or not its clients have sent all that it waits for. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  'no acknowledged submission is lost': ({ promises, submissions }) =>
    broken(promises, ({ id }) => !submissions.has(id)),

  'what was sent completely is not waited for, and does not fail for being late': ({ promises, submissions }) =>
    broken(promises, ({ id, sent, door }) => {
      const row = submissions.get(id);
      if (sent !== true || row === undefined) return false;
      if (!isFinal(row.state)) return true;
      const first = row.steps[door === 'gateway' ? 'manifest_validated' : 'upload_complete'];
      return row.state === 'failed' && first?.success === false && /arrive|Timed out/.test(first.msg);
    }),

  'what was released is what was sent, under every name that was acknowledged': ({ promises, submissions, released }) =>
    broken(promises, ({ id, files }) => {
      const row = submissions.get(id);
      if (row?.state !== 'succeeded' || row.mediaRemovedAt !== undefined) return false;
      return [...files].some(([name, md5]) => released.get(`${row.policy}/${id}/${name}`) !== md5);
    }),

  'an acknowledged cancellation holds until a redrive': ({ promises, submissions }) =>
    broken(promises, ({ id, cancelled }) => {
      const row = submissions.get(id);
      return cancelled !== undefined && row?.attempt === cancelled && row.state !== 'cancelled';
    }),

  'an acknowledged redrive is not undone': ({ promises, submissions }) =>
    broken(promises, ({ id, attempt }) => (submissions.get(id)?.attempt ?? 0) < attempt),

  'an acknowledged embargo holds, in the record and in the catalogue': ({ promises, submissions, rows }) =>
    broken(promises, ({ id, embargoUntil }) => {
      if (embargoUntil === undefined) return false;
      const entry = rows.get('CATALOGUE')?.find(({ SK }) => SK === id);
      const told = [submissions.get(id)?.embargoUntil, entry === undefined ? embargoUntil : entry['embargoUntil']];
      return told.some((until) => until !== embargoUntil);
    }),

  'staged records are there when that was acknowledged, and gone when their deletion was': ({ records, rows }) =>
    records.flatMap(({ schedule, key, state }) =>
      rows.has(key) === (state === 'there') ? [] : [`schedule ${schedule}: ${key} should be ${state}`],
    ),

  'a request with an Idempotency-Key is carried out once, however often it is sent': ({ once, submissions }) =>
    once.flatMap(({ schedule, userId, most }) => {
      const made = [...submissions.values()].filter(({ submitterId }) => submitterId === userId);
      return made.length > most ? [`schedule ${schedule}: ${made.map(({ id }) => id).join(' ')}`] : [];
    }),

  'no step is recorded twice in an attempt': ({ outcomes }) =>
    [...outcomes].flatMap(([name, count]) => (count > 1 ? [`${name}: written ${count} times`] : [])),

  'steps end in their order, and nothing follows a failure': ({ submissions }) =>
    every(submissions, (row) => {
      const steps = endedSteps(row);
      const inOrder = steps.every(({ name }, index) => name === STEPS[index]);
      const last = steps.at(-1)?.success ?? true;
      const fits = last === (row.state === 'succeeded' || row.state === 'running' || row.state === 'draft');
      const complete = row.state !== 'succeeded' || steps.length === STEPS.length;
      return inOrder && fits && complete && steps.slice(0, -1).every(({ success }) => success);
    }),

  'each attempt has one execution, none is at work for what has ended, and there are no others': (aftermath) => [
    ...every(aftermath.submissions, (row) => executionsFit(row, aftermath.executions)),
    ...[...aftermath.executions.keys()].filter((name) => !aftermath.submissions.has(name.split('-')[0] ?? '')),
  ],

  'no job is handed to Batch twice': ({ jobs }) =>
    jobs.filter((name, index) => jobs.indexOf(name) !== index).map((name) => `${name} was submitted twice`),

  'every outcome is told, under one id and with one meaning': ({ submissions, told }) => {
    const known = new Set(told.map(({ eventId }) => eventId));
    const meanings = Map.groupBy(
      told.filter(({ step }) => step !== undefined),
      ({ submissionId, attempt, step }) => `${submissionId} ${attempt} ${step}`,
    );
    return [
      ...every(submissions, (row) =>
        Object.entries(row.steps).every(([step, { success, attempt = 1 }]) =>
          known.has(eventIdOf(row.id, attempt, step, success ? 'success' : 'failure')),
        ),
      ),
      ...[...meanings].flatMap(([what, tellings]) =>
        new Set(tellings.map(({ eventId }) => eventId)).size > 1 ? [`${what} was told in two ways`] : [],
      ),
    ];
  },

  'every event is delivered: its mail is sent or not wanted, its webhook called': ({
    told,
    rows,
    called,
    promises,
  }) => {
    const withWebhook = new Set(promises.flatMap(({ promised }) => (promised.webhook ? [promised.id] : [])));
    return told.flatMap(({ eventId, submissionId, type }) => {
      const delivery = rows.get(`SUB#${submissionId}`)?.find(({ SK }) => SK === `DELIVERY#${eventId}`);
      const what = `event ${eventId} (${type}) of ${submissionId}`;
      if (delivery?.['mail'] === undefined || delivery['webhook'] === undefined) return [`${what} was not delivered`];
      const silent = type === 'StepEnded' && withWebhook.has(submissionId) && !called.has(eventId);
      return silent ? [`${what} reached no webhook`] : [];
    });
  },

  'what counts as mailed was mailed': ({ mails, rows }) => {
    const sent = [...rows.values()].flat().filter(({ SK, mail }) => SK?.startsWith('DELIVERY#') && mail === 'sent');
    return mails === undefined || mails >= sent.length ? [] : [`${sent.length} mails count as sent, ${mails} were`];
  },

  'ordinals have no holes and no doubles, and lists know their length': ({ submissions, rows }) => [
    ...dense('ALL', numbers(submissions, 'allKey', 'allNo'), rows),
    ...dense('GROUP#', numbers(submissions, 'groupKey', 'groupNo'), rows),
    ...dense('OWN#', numbers(submissions, 'ownKey', 'ownNo'), rows),
  ],
};

/** Those that hold besides, once every deadline has passed. */
export const AFTER_DEADLINES: Readonly<Record<string, Invariant>> = {
  'nothing outlives its deadline': ({ submissions }) => every(submissions, ({ state }) => isFinal(state)),
  'no execution is at work': ({ executions }) =>
    [...executions].flatMap(([name, status]) => (status === 'RUNNING' ? [`${name} still runs`] : [])),
};

export const violations = (named: Readonly<Record<string, Invariant>>, aftermath: Aftermath): string[] =>
  Object.entries(named).flatMap(([name, holds]) => holds(aftermath).map((what) => `${name}: ${what}`));

const broken = (promises: Aftermath['promises'], isBroken: (promised: Promised) => boolean): string[] =>
  promises.flatMap(({ schedule, promised }) =>
    isBroken(promised) ? [`schedule ${schedule}: ${promised.door} ${promised.id}`] : [],
  );

const every = (submissions: Aftermath['submissions'], holds: (row: SubmissionRow) => boolean): string[] =>
  [...submissions.values()].flatMap((row) =>
    holds(row) ? [] : [`${row.door} ${row.id} of ${row.submitter}, ${row.state}: ${JSON.stringify(row.steps)}`],
  );

/** One that was cancelled before it could be started has none; a draft has none yet. */
function executionsFit(row: SubmissionRow, executions: ReadonlyMap<string, string>): boolean {
  const attempts = Array.from({ length: row.attempt }, (_, index) => `${row.id}-${index + 1}`);
  const running = attempts.filter((name) => executions.get(name) === 'RUNNING');
  const last = attempts.at(-1) ?? '';
  const mustRun = row.state === 'running';
  if (running.join() !== (mustRun ? last : '')) return false;
  return row.state === 'succeeded' ? executions.has(last) : true;
}

function numbers(
  submissions: Aftermath['submissions'],
  list: 'allKey' | 'groupKey' | 'ownKey',
  number: 'allNo' | 'groupNo' | 'ownNo',
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const row of submissions.values()) {
    const key = row[list];
    if (key === undefined || key.startsWith('DRAFTS#')) continue;
    found.set(key, [...(found.get(key) ?? []), row[number] ?? 0]);
  }
  return found;
}

function dense(prefix: string, lists: Map<string, number[]>, rows: Aftermath['rows']): string[] {
  return [...lists].flatMap(([key, list]) => {
    const sorted = list.toSorted((a, b) => a - b);
    const length =
      prefix === 'OWN#'
        ? rows.get(key.replace('OWN#', 'USER#'))?.find(({ SK }) => SK === 'PROFILE')?.['ownCount']
        : rows.get(`COUNTER#${key}`)?.[0]?.['n'];
    const fits = sorted.every((number, index) => number === index + 1) && length === sorted.length;
    return fits ? [] : [`${key} has ${sorted.join(' ')}, its length is ${String(length)}`];
  });
}
