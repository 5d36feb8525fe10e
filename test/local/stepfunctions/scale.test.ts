import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { journalPath } from '../../../local/stepfunctions/journal/journal-path.ts';
import { readLines } from '../../../local/stepfunctions/journal/lines.ts';
import { ARN, bench, eventually, pass, task, waitingTask } from './harness.ts';

it('starts within 2 seconds on 10,000 executions that have ended, and describes each', async () => {
  const first = await bench();
  await first.machine({ P: pass() });
  await first.ended(await first.start({ real: true }, 'real'));
  await eventually(() => expect(first.events).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await first.service.close();
  multiply(join(first.directory, 'Flow'), 'real', 10_000);

  const began = performance.now();
  const second = await bench(undefined, { directory: first.directory });
  await second.machine({ P: pass() });
  expect(performance.now() - began).toBeLessThan(2000);
  const executionArn = `${ARN.replace(':stateMachine:', ':execution:')}:copy-9999`;
  const described = await second.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"real":true}' });
  const page = await second.sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 2 }));
  expect(page.executions?.map(({ name }) => name)).toEqual(['copy-9999', 'copy-9998']);
  expect(second.events).toEqual([]);
});

/** Copies a finished execution under other names, as if each had run. */
function multiply(folder: string, name: string, count: number): void {
  const journal = readLines<object>(journalPath(folder, name));
  const catalogue = readLines<object>(join(folder, 'executions.jsonl'));
  const lines: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const rename = (line: object) => JSON.stringify('name' in line ? { ...line, name: `copy-${at}` } : line);
    const path = journalPath(folder, `copy-${at}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${journal.map(rename).join('\n')}\n`);
    lines.push(...catalogue.map(rename));
  }
  writeFileSync(join(folder, 'executions.jsonl'), `${lines.join('\n')}\n`);
}

it('runs 200 executions beside each other', async () => {
  let now = 0;
  let most = 0;
  const { machine, start, ended } = await bench(async (payload: number) => {
    most = Math.max(most, ++now);
    await eventually(() => expect(most).toBe(200));
    now -= 1;
    return payload;
  });
  await machine({ T: task({ OutputPath: '$.Payload' }) });
  const arns = await Promise.all(Array.from({ length: 200 }, (_, at) => start(at)));
  const outputs = await Promise.all(arns.map(async (arn) => (await ended(arn)).output));
  expect(outputs).toEqual(Array.from({ length: 200 }, (_, at) => at));
});

it('costs no CPU while 500 executions wait', async () => {
  let waiting = 0;
  const { machine, start } = await bench(() => {
    waiting += 1;
  });
  await machine({ W: waitingTask({ TimeoutSeconds: 2_592_000, HeartbeatSeconds: 86_400 }) });
  await Promise.all(Array.from({ length: 500 }, () => start()));
  await eventually(() => expect(waiting).toBe(500));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const { user, system } = process.cpuUsage(before);
  // 2 s of waiting; what is left is the test runner's own.
  expect((user + system) / 1000).toBeLessThan(100);
});
