import { describe, expect, it } from 'vitest';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { eventIdOf } from '../../adapters/events/bus.ts';
import { STEPS } from '../../domain/submission/submission.ts';
import { type Remains, unaccounted } from './accounting.ts';
import type { StoredVersion } from './buckets.ts';
import { AFTER_DEADLINES, type Aftermath, INVARIANTS, violations } from './invariants.ts';
import type { Promised } from './ledger.ts';
import type { Row } from './table-reader.ts';

const ID = 'abc2345';
const EVENTS = STEPS.map((step) => eventIdOf(ID, 1, step, 'success'));
const succeeded = { success: true, date: '2030-01-01T00:00:00Z', msg: 'Done.', attempt: 1 };

/** A submission that went as it should, and all that is there because of it. */
function sound() {
  const promised: Promised = {
    id: ID,
    door: 'nemo',
    files: new Map([['a.csv', 'md5-of-a']]),
    sent: true,
    attempt: 1,
    webhook: true,
    embargoUntil: '2030-01-02T00:00:00Z',
  };
  const row = {
    id: ID,
    door: 'nemo',
    submitter: 'ada',
    submitterId: 'u1',
    state: 'succeeded',
    policy: 'embargo',
    embargoUntil: '2030-01-02T00:00:00Z',
    attempt: 1,
    steps: Object.fromEntries(STEPS.map((step) => [step, { ...succeeded }])),
    ownKey: 'OWN#u1',
    ownNo: 1,
    groupKey: 'GROUP#g1',
    groupNo: 1,
    allKey: 'ALL',
    allNo: 1,
  } as unknown as SubmissionRow;
  const deliveries = EVENTS.map((id) => ({ SK: `DELIVERY#${id}`, mail: 'sent', webhook: 'delivered' }));
  const rows = new Map<string, Row[]>();
  const put = (PK: string, ...found: object[]) => rows.set(PK, found as Row[]);
  put(`SUB#${ID}`, { SK: 'META' }, ...deliveries);
  put('CATALOGUE', { SK: ID, embargoUntil: '2030-01-02T00:00:00Z' });
  put('USER#u1', { SK: 'PROFILE', ownCount: 1 });
  put('COUNTER#GROUP#g1', { n: 1 });
  put('COUNTER#ALL', { n: 1 });
  put('MSET#one', {});
  return {
    promises: [{ schedule: 7, promised }],
    once: [{ schedule: 7, userId: 'u1', most: 1 }],
    records: [{ schedule: 7, key: 'MSET#one', state: 'there' as 'there' | 'gone' }],
    submissions: new Map([[ID, row]]),
    rows,
    executions: new Map([[`${ID}-1`, 'SUCCEEDED']]),
    outcomes: new Map(STEPS.map((step) => [`${ID} 1 ${step}`, 1])),
    told: STEPS.map((step, n) => ({
      type: 'StepEnded',
      eventId: EVENTS[n] as string,
      submissionId: ID,
      attempt: 1,
      step: step as string,
      success: true,
    })),
    called: new Set(EVENTS),
    mails: EVENTS.length,
    jobs: ['job-1'],
    released: new Map([[`embargo/${ID}/a.csv`, 'md5-of-a']]),
    row,
    promised,
  };
}
type Sound = ReturnType<typeof sound>;

/** How each of them breaks. */
const BREAKS: Readonly<Record<string, (world: Sound) => unknown>> = {
  'no acknowledged submission is lost': ({ submissions }) => submissions.delete(ID),
  'what was sent completely is not waited for, and does not fail for being late': ({ row }) =>
    Object.assign(row, {
      state: 'failed',
      steps: { upload_complete: { success: false, msg: 'a.csv did not arrive' } },
    }),
  'what was released is what was sent, under every name that was acknowledged': ({ released }) =>
    released.set(`embargo/${ID}/a.csv`, 'md5-of-b'),
  'an acknowledged cancellation holds until a redrive': ({ promised }) => Object.assign(promised, { cancelled: 1 }),
  'an acknowledged redrive is not undone': ({ promised }) => Object.assign(promised, { attempt: 2 }),
  'an acknowledged embargo holds, in the record and in the catalogue': ({ rows }) =>
    Object.assign(rows.get('CATALOGUE')?.[0] as object, { embargoUntil: '2030-01-01T00:00:00Z' }),
  'staged records are there when that was acknowledged, and gone when their deletion was': ({ records }) =>
    records.push({ schedule: 8, key: 'MSET#one', state: 'gone' }),
  'a request with an Idempotency-Key is carried out once, however often it is sent': ({ submissions, row }) =>
    submissions.set('abc2346', { ...row, id: 'abc2346' }),
  'no step is recorded twice in an attempt': ({ outcomes }) => outcomes.set(`${ID} 1 qc_complete`, 2),
  'steps end in their order, and nothing follows a failure': ({ row }) => delete row.steps.qc_complete,
  'each attempt has one execution, none is at work for what has ended, and there are no others': ({ executions }) =>
    executions.set(`${ID}-1`, 'RUNNING'),
  'no job is handed to Batch twice': ({ jobs }) => jobs.push('job-1'),
  'every outcome is told, under one id and with one meaning': ({ told }) => told.pop(),
  'every event is delivered: its mail is sent or not wanted, its webhook called': ({ called }) =>
    called.delete(EVENTS[2] as string),
  'what counts as mailed was mailed': (world) => Object.assign(world, { mails: 0 }),
  'ordinals have no holes and no doubles, and lists know their length': ({ row }) => Object.assign(row, { allNo: 2 }),
  'nothing outlives its deadline': ({ row }) => Object.assign(row, { state: 'running' }),
  'no execution is at work': ({ executions }) => executions.set('xyz2345-1', 'RUNNING'),
};

const ALL = { ...INVARIANTS, ...AFTER_DEADLINES };
const namesOf = (world: Aftermath): string[] => violations(ALL, world).map((what) => what.replace(/: .*/s, ''));

describe('the invariants', () => {
  it('hold where all is well', () => {
    expect(violations(ALL, sound())).toEqual([]);
  });

  it.each(Object.keys(ALL))('can fail: %s', (name) => {
    const world = sound();
    BREAKS[name]?.(world);
    expect(violations(ALL, world).filter((what) => what.startsWith(`${name}: `))).not.toEqual([]);
    expect(namesOf(world)).not.toEqual([]);
  });
});

const version = (key: string, more: Partial<StoredVersion> = {}): StoredVersion => ({
  bucket: 'any',
  key,
  versionId: 'v1',
  latest: true,
  marker: false,
  ...more,
});
const META = { PK: `SUB#${ID}`, SK: 'META', id: ID, state: 'succeeded', steps: {}, outputs: {} };
const FILE = { PK: `SUB#${ID}`, SK: 'FILE#a', name: 'a', releaseKey: `open/${ID}/a`, releaseVersionId: 'v1' };
const remains = (rows: object[], more: Partial<Remains> = {}): Remains => ({
  rows: [META, FILE, ...rows] as Row[],
  uploads: [],
  releases: [version(`open/${ID}/a`)],
  mirror: [version(`open/${ID}/a`)],
  open: [],
  ...more,
});
const own = (row: object) => remains([row]);

describe('the accounting', () => {
  it('finds nothing where everything has a reason', () => {
    const rows = [
      { PK: 'REF#S1', SK: 'REF', kind: 'submission', id: ID },
      { PK: 'UNIQUE#m#h', SK: 'VALUE', claim: ID },
      { PK: 'USER#u', SK: 'PROFILE' },
      { PK: 'MSET#s', SK: 'META' },
    ];
    expect(unaccounted(remains(rows))).toEqual([]);
  });

  it.each([
    ['a draft', remains([{ ...META, PK: 'SUB#abc2346', id: 'abc2346', staging: 'open' }])],
    ['a part of no submission', own({ PK: 'SUB#xyz', SK: 'CONTENT#files#0' })],
    ['a delivery that has ended', own({ PK: `SUB#${ID}`, SK: 'DELIVERY#1' })],
    ['the name of no submission', own({ PK: 'REF#S2', SK: 'REF', kind: 'submission', id: 'xyz' })],
    ['a claim for nobody', own({ PK: 'MSET#s', SK: 'META', claim: 'xyz' })],
    ['a value of nobody', own({ PK: 'UNIQUE#m#h', SK: 'VALUE', claim: 'xyz' })],
    ['a file that nobody has submitted', own({ PK: 'DFILE#f', SK: 'META' })],
    ['an identifier of no file', own({ PK: 'IDENTIFIER#i', SK: 'FILE', submissionId: ID, fileKey: 'a' })],
    ['a request that was kept too long', own({ PK: 'REQUEST#u', SK: 'hash' })],
    ['a row of a kind that nobody knows', own({ PK: 'NEW#1', SK: 'x' })],
    ['an upload', remains([], { uploads: [version(`${ID}/nonce/a`)] })],
    [
      'a released version that no record names',
      remains([], { releases: [version(`open/${ID}/a`, { versionId: 'v2' })] }),
    ],
    ['an output that its submission does not have', remains([], { releases: [version(`records/${ID}/x.json`)] })],
    ['an upload in parts', remains([], { open: ['a'] })],
  ])('finds %s', (_what, left) => {
    expect(unaccounted(left)).toHaveLength(1);
  });
});
