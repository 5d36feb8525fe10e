import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTable, openTablePatiently } from '../../../adapters/dynamodb/client.ts';
import { updateFile } from '../../../adapters/dynamodb/file-store.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
let refusals = 0;
beforeAll(async () => {
  // pauses are drawn between nothing and their longest: here they are nothing
  vi.spyOn(Math, 'random').mockReturnValue(0);
  local = await startLocalTable((operation) => (operation === 'UpdateItem' && refusals-- > 0 ? 'throttle' : undefined));
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: local.url,
  });
});
afterAll(() => local.close());

const write = ({ client }: LocalTable['table']) =>
  updateFile({ client, name: local.table.name }, { PK: 'SUB#abc2345', SK: 'FILE#a' }, { state: 'verified' });

test('a table without capacity is waited for where nobody waits, and reported where somebody does', async () => {
  refusals = 8;
  await write(openTablePatiently(local.table.name));
  refusals = 8;
  await expect(write(openTable(local.table.name))).rejects.toThrow(/throughput/i);
});
