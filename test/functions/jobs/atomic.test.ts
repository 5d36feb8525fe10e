import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inject } from '../../../local/dynamodb/faults.ts';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;
let inject: Inject = () => undefined;

beforeAll(async () => {
  site = await startJobsSite({}, (...request) => inject(...request));
}, 60_000);
afterAll(() => site.here.close());

type Row = Record<string, unknown>;

async function allRows(): Promise<Row[]> {
  const { client, name: TableName } = site.here.local.table;
  const rows: Row[] = [];
  let start: Row | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: start }));
    rows.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return rows;
}

/** A fault in every so many operations of a kind. */
function every(count: number, fault: 'conflict' | 'lost-reply' | 'throttle', operation?: string): Inject {
  let seen = 0;
  return (asked) => {
    if (operation !== undefined && asked !== operation) return undefined;
    seen += 1;
    return seen % count === 0 ? fault : undefined;
  };
}

const FIELDS = { job: 'job1,count,picture2', task1_all: 'TRUE', task1_number: '1' };

describe('a batch of three, six at once', () => {
  beforeAll(() => site.putJob('picture2', { steps: [{ task: 'wc', ordering: 0 }] }));

  it.each<[string, Inject]>([
    ['with nothing in the way', () => undefined],
    ['with conflicts', every(3, 'conflict', 'TransactWriteItems')],
    ['with answers that are lost', every(4, 'lost-reply', 'TransactWriteItems')],
    ['with a busy table', every(5, 'throttle')],
    ['with a table that is busy all the time', (asked) => (asked === 'TransactWriteItems' ? 'throttle' : undefined)],
  ])(
    'is made whole or not at all, %s',
    async (_, faults) => {
      inject = faults;
      const sent = Array.from({ length: 6 }, (__, i) =>
        site.send({ method: 'POST', path: '/submission/', form: site.form(FIELDS), ip: `10.0.${i}.1` }),
      );
      const answers = await Promise.all(sent);
      inject = () => undefined;
      const rows = await allRows();
      const of = (prefix: string, SK: string) =>
        rows.filter((row) => String(row['PK']).startsWith(prefix) && (row['SK'] === SK || SK === ''));
      const batches = new Map(of('BATCH#', 'BATCH').map((row) => [row['uuid'], row['submissionIds'] as string[]]));
      for (const { status, json } of answers) {
        if (status === 201) expect(batches.get((json as { UUID: string }).UUID)).toHaveLength(3);
        else expect(status).toBeGreaterThanOrEqual(500);
      }
      const made = [...batches.values()].flat().toSorted();
      const submissions = of('SUB#', 'META');
      expect(submissions.map((row) => String(row['id'])).toSorted()).toEqual(made);
      expect(of('SUB#', 'JOB')).toHaveLength(made.length);
      expect(of('SUB#', 'FILE#prot.txt')).toHaveLength(made.length);
      const ordinals = submissions.map((row) => Number(row['allNo'])).toSorted((a, b) => a - b);
      expect(ordinals).toEqual(made.map((__, i) => i + 1));
      expect(of('COUNTER#ALL', 'COUNTER')[0]?.['n']).toBe(made.length);
      const open = of('JOBLIMIT#', 'OPEN').flatMap((row) => row['ids'] as string[]);
      expect(open.toSorted()).toEqual(made);
    },
    120_000,
  );
});
