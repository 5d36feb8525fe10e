import { appendFileSync } from 'node:fs';
import { startS3 } from '../../../local/s3/start.ts';
import { OPERATOR } from './harness.ts';

/**
 * A server in a process of its own, to be killed: `node serve.ts <folder> <file for events> <accept|refuse>`. It prints
 * its URL. Events are appended to the file; with `refuse` they are refused after that.
 */
const [directory = '', eventFile = '', mode = 'accept'] = process.argv.slice(2);
const s3 = await startS3({
  port: 0,
  directory,
  callers: {
    find: (accessKeyId) =>
      accessKeyId === OPERATOR.accessKeyId ? { ...OPERATOR, name: 'operator', allows: () => true } : undefined,
  },
  emit: async (event) => {
    appendFileSync(eventFile, `${JSON.stringify(event)}\n`);
    if (mode === 'refuse') throw new Error('the bus is down');
  },
});
await s3.ensureBucket('durable', { versioned: true });
await s3.ensureBucket('eventful', { versioned: false, eventBridge: true });
console.log(s3.url);
