/** Started by crash.test.ts as a process of its own, so that it can be killed: prints its URL once it listens. */
import { startDynamoDb } from '../../../local/dynamodb/service.ts';
import { declared, operator } from './fixture.ts';

const directory = process.argv[2] ?? '';
const service = await startDynamoDb({ port: 0, directory, callers: { find: () => operator } });
await service.ensureTable(declared);
process.stdout.write(`${service.url}\n`);
