/**
 * What local/dynamodb relies on inside dynalite, which promises none of it. When a new version of dynalite fails here,
 * read local/dynamodb/dynalite.ts before anything else.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actions, db, prefixes, type Range, schemas, validations } from '../../../local/dynamodb/dynalite.ts';
import { openStorage, type Storage } from '../../../local/dynamodb/storage.ts';
import type { Table } from '../../../local/dynamodb/types.ts';
import { declared, index, temporaryFolder } from './fixture.ts';

const table = { ...declared, TableStatus: 'ACTIVE' } as Table;
let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
let storage: Storage;
beforeAll(async () => {
  scratch = await temporaryFolder();
  storage = await openStorage(scratch.folder);
});
afterAll(async () => {
  await storage.close();
  await scratch[Symbol.asyncDispose]();
});

test('the version is the one that was read', async () => {
  const manifest = createRequire(import.meta.url).resolve('dynalite/package.json');
  expect(JSON.parse(await readFile(manifest, 'utf8'))).toMatchObject({ version: '4.0.0' });
});

test('keys sort as DynamoDB sorts: text by UTF-8 bytes, numbers by value', () => {
  const own = index('own', 'ownKey', 'ownNo').KeySchema;
  const numbers = ['-1e100', '-20', '-3', '-0.5', '0', '1e-100', '0.5', '3', '20', '100', '101', '1e100'];
  const keys = numbers.map((N) => db.createKey({ ownKey: { S: 'k' }, ownNo: { N } }, table, own));
  expect(keys.toSorted()).toEqual(keys);
  const texts = ['', 'A', 'a', 'a#', 'ab', 'b', 'é', '中', '🧬'].slice(1);
  const sorted = texts.map((S) => db.createKey({ PK: { S: 'p' }, SK: { S } }, table));
  expect(sorted.toSorted()).toEqual(sorted);
});

test('keys hold only hex digits and slashes, so that a prefix with ~ ends them', () => {
  expect(db.createKey({ PK: { S: 'p~\u0000' }, SK: { S: '~' } }, table)).toMatch(/^[0-9a-f]{6}\/[0-9a-f/]+$/);
});

test('validation parses expressions into the members that are read here', () => {
  const request = {
    TableName: 'things',
    Key: { PK: { S: 'a' }, SK: { S: 'b' } },
    UpdateExpression: 'SET a.b = :v REMOVE c[1]',
    ConditionExpression: 'size(d) > :v AND attribute_exists(#e)',
    ExpressionAttributeNames: { '#e': 'e' },
    ExpressionAttributeValues: { ':v': { N: '1.0' } },
  };
  const data = validations.checkTypes({ ...request }, schemas.UpdateItem.types);
  validations.checkValidations(data, schemas.UpdateItem.types, schemas.UpdateItem.custom, storage.dynalite);
  const size = { type: 'function', name: 'size', args: [['d']] };
  expect(data).toMatchObject({
    _updates: {
      sections: [
        { type: 'set', path: ['a', 'b'], val: { N: '1' } },
        { type: 'remove', path: ['c', 1] },
      ],
    },
    _condition: {
      expression: {
        type: 'and',
        args: [
          { type: '>', args: [size, { N: '1' }] },
          { type: 'function', name: 'attribute_exists', args: [['e']] },
        ],
      },
    },
  });
});

test('updateItem evaluates and answers synchronously, and leaves the old item alone', () => {
  const before = { PK: { S: 'a' }, SK: { S: 'b' }, l: { L: [{ N: '1' }] } };
  const copy = structuredClone(before);
  const steps: string[] = [];
  const data = {
    Key: { PK: { S: 'a' }, SK: { S: 'b' } },
    _updates: { sections: [{ type: 'remove', path: ['l', 0] }], paths: [['l', 0]], nestedPaths: {} },
  };
  actions.updateItem(
    {
      options: storage.dynalite.options,
      getTable: (_name, done) => done(null, { ...table, GlobalSecondaryIndexes: [] }),
      getItemDb: () => ({
        lock: (_key, run) => run((done) => done),
        get: (_key, done) => done(null, before),
        put: (_key, item, done) => {
          steps.push(`put ${JSON.stringify(item['l'])}`);
          done(null);
        },
      }),
    },
    data,
    (error) => steps.push(`done ${error}`),
  );
  expect(steps).toEqual(['put {"L":[]}', 'done null']);
  expect(before).toEqual(copy);
});

test('query opens one range synchronously, once it has validated', () => {
  const ranges: Range[] = [];
  const silent = { on: () => silent, removeAllListeners: () => silent };
  const source = {
    createValueStream(range: Range) {
      ranges.push(range);
      return silent;
    },
  };
  const probe = {
    getTable: (_name: string, done: (error: null, found: Table) => void) => done(null, table),
    getItemDb: () => source,
    getIndexDb: () => source,
  };
  const condition = (S: string) => ({ ComparisonOperator: 'EQ', AttributeValueList: [{ S }] });
  actions.query(probe, { TableName: 'things', KeyConditions: { PK: condition('a') } }, () => {
    throw new Error('answered');
  });
  const prefix = db.createKey({ PK: { S: 'a' }, SK: { S: 'x' } }, table).replace(/[0-9a-f]+\/$/, '');
  expect(ranges).toEqual([{ reverse: false, limit: -1, gte: prefix, lt: `${prefix}~` }]);
});

test('tables lie under the prefix from which they are loaded, with the local account in their ARNs', async () => {
  const { TimeToLiveSpecification: _, ...request } = declared;
  const created = await new Promise((resolve, reject) => {
    actions.createTable(
      storage.dynalite,
      structuredClone({ ...request, BillingMode: 'PAY_PER_REQUEST' }),
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  expect(created).toMatchObject({ TableDescription: { TableName: 'things' } });
  expect(storage.read(`${prefixes.tables}things`)).toMatchObject({
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things',
  });
});
