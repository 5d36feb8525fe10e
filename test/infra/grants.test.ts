import { beforeAll, describe, expect, it } from 'vitest';
import { keys, listKeys } from '../../adapters/dynamodb/keys.ts';
import { FUNCTIONS, type FunctionName, LISTS } from '../../infra/functions.ts';
import { ROUTES } from '../../infra/routes.ts';
import { find, plain, type Resource, templateWith } from './synthesized.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string[]>>;
}

const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const grants = new Map<FunctionName, Statement[]>();
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

beforeAll(() => {
  const template = templateWith({
    mirror: { endpoint: 'https://storage.googleapis.com', bucket: 'mirror', secretName: 'waybill/mirror' },
  });
  for (const name of NAMES) grants.set(name, statementsOf(find(template, 'AWS::IAM::Role', `Functions${name}Role`)));
});

function statementsOf(role: Resource): Statement[] {
  const properties = role['Properties'];
  expect(properties.ManagedPolicyArns).toBeUndefined();
  expect(properties.Policies).toHaveLength(1);
  return properties.Policies[0].PolicyDocument.Statement as Statement[];
}

/** One line per statement, so that a change of a grant shows as a changed line. */
function line({ Action, Resource, Condition = {} }: Statement): string {
  const actions = list(Action).toSorted().join(', ');
  const resources = list(Resource).map(plain).toSorted().join(', ');
  const where = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `\n    where ${operator} ${key} ${list(values).join(', ')}`),
  );
  return `  ${actions}\n    on ${resources}${where.join('')}`;
}

const textOf = (name: FunctionName): string => [name, ...(grants.get(name) ?? []).map(line).toSorted()].join('\n');

describe('grants', () => {
  it('are exactly the reviewed ones', async () => {
    await expect(`${NAMES.map(textOf).join('\n\n')}\n`).toMatchFileSnapshot('grants.txt');
  });

  it('name every action in full', () => {
    const actions = [...grants.values()].flat().flatMap(({ Action }) => list(Action));
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
  });

  it('allow all resources only to X-Ray, and to looking at jobs, which Batch does not let anybody name', () => {
    const open = [...grants.values()].flat().filter(({ Resource }) => list(Resource).includes('*'));
    const actions = new Set(open.flatMap(({ Action }) => list(Action)));
    const reading = ['batch:DescribeJobs', 'batch:ListJobs'];
    expect([...actions].toSorted()).toEqual([...reading, 'xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
  });

  it('limit every access to the table to partitions, and never let it be scanned', () => {
    const onTable = [...grants.values()].flat().filter(({ Action }) => list(Action)[0]?.startsWith('dynamodb:'));
    expect(onTable.length).toBeGreaterThan(NAMES.length);
    for (const { Action, Condition } of onTable) {
      expect(list(Action)).not.toContain('dynamodb:Scan');
      const partitions = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
      expect(list(partitions ?? []).filter((key) => key !== '*' && key !== '')).not.toHaveLength(0);
    }
  });

  it('read a mirror’s key pair only in the step that mirrors, and only where there is one', () => {
    const readers = NAMES.filter((name) => textOf(name).includes('secretsmanager:'));
    expect(readers).toEqual(['GcpRelease']);
    const without = find(templateWith(), 'AWS::IAM::Role', 'FunctionsGcpReleaseRole');
    expect(JSON.stringify(without)).not.toContain('secretsmanager:');
  });

  it('let nobody but the sweeper delete objects, and nothing that is public: lifecycle rules do', () => {
    expect(NAMES.filter((name) => textOf(name).includes('s3:Delete'))).toEqual(['Sweeper']);
    const deleting = (grants.get('Sweeper') ?? []).filter(({ Action }) => /s3:Delete/.test(list(Action).join()));
    const places = deleting.flatMap(({ Resource }) => list(Resource).map(plain));
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => !/\/(private|restricted|records|\*\/input)\//.test(place))).toEqual([]);
  });

  it('let every asynchronous function hand its failures to the queue', () => {
    const senders = NAMES.filter((name) => textOf(name).includes('sqs:SendMessage'));
    expect(senders).toEqual(NAMES.filter((name) => FUNCTIONS[name].asynchronous));
  });
});

describe('partitions of the catalogue', () => {
  const patterns = new Set(NAMES.flatMap((name) => [...(FUNCTIONS[name].table?.change ?? [])]));
  const matches = (key: string) =>
    [...patterns].some((pattern) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern));

  it('hold every key that the table has', () => {
    const made = Object.values(keys).flatMap((make) =>
      typeof make === 'function' ? [(make as (...parts: string[]) => unknown)('a', 'b', 'c', 'd')] : [],
    );
    const partitionKeys = made.flatMap((key) =>
      typeof key === 'object' && key !== null && 'PK' in key ? [String(key.PK)] : [],
    );
    expect(partitionKeys.length).toBeGreaterThan(15);
    expect(partitionKeys.filter((key) => !matches(key))).toEqual([]);
  });

  it('hold the requests of every door that has some to carry out once', () => {
    const needed = Object.entries(ROUTES).flatMap(([name, table]) =>
      Object.values(table).some(({ method, repeats }) => method === 'POST' && repeats !== 'harmless') ? [name] : [],
    );
    const granted = NAMES.filter((name) => (FUNCTIONS[name].table?.change ?? []).includes('REQUEST#*'));
    expect(granted.toSorted()).toEqual(needed.toSorted());
  });

  it('hold every partition of every index', () => {
    const made = Object.values(listKeys).map((make) => (make as (...parts: string[]) => string)('a'));
    const granted = Object.values(LISTS).flatMap(({ partitions }) => partitions.map((name) => name.replace('*', 'a')));
    expect(granted.toSorted()).toEqual(made.toSorted());
  });
});
