import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import type { BusEvent } from '../../../local/aws/event.ts';
import { ARN, cleanups, client, eventually, operator, temporary } from './harness.ts';

const ROUNDS = 3;

async function boot(directory: string): Promise<{ child: ChildProcess; sfn: SFNClient }> {
  const script = join(import.meta.dirname, 'killed-process.ts');
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(async () => void child.kill('SIGKILL'));
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, sfn: client(url, operator) };
}

function readJsonLines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as T);
}

it('loses nothing that was acknowledged when it is killed again and again under load', async () => {
  const directory = await temporary();
  const acknowledged = { started: new Map<string, number[]>(), reported: new Set<string>() };
  const tokens = () => readJsonLines<{ run: string; token: string }>(join(directory, 'tokens.jsonl'));

  for (let round = 0; round < ROUNDS; round += 1) {
    const { child, sfn } = await boot(directory);
    let alive = true;
    const starter = async (worker: number) => {
      for (let at = 0; alive; at += 1) {
        const name = `round-${round}-${worker}-${at}`;
        const items = [at, worker, round];
        const request = { stateMachineArn: ARN, name, input: JSON.stringify({ items }) };
        await sfn.send(new StartExecutionCommand(request));
        acknowledged.started.set(name, items);
      }
    };
    const reporter = async () => {
      while (alive) {
        for (const { run, token } of tokens().filter(({ run }) => !acknowledged.reported.has(run))) {
          await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ said: run }) }));
          acknowledged.reported.add(run);
          if (acknowledged.reported.size % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const clients = [starter(1), starter(2), reporter()].map((work) => work.catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 300 + round * 90));
    child.kill('SIGKILL');
    await once(child, 'exit');
    alive = false;
    await Promise.all(clients);
  }
  expect(acknowledged.started.size).toBeGreaterThan(20);
  expect(acknowledged.reported.size).toBeGreaterThan(5);

  const { sfn } = await boot(directory);
  const names = [...acknowledged.started.keys()];
  const describe = async (name: string) => {
    const executionArn = `${ARN.replace(':stateMachine:', ':execution:')}:${name}`;
    return sfn.send(new DescribeExecutionCommand({ executionArn }));
  };
  await eventually(() => expect(names.filter((name) => !tokens().some(({ run }) => run === name))).toEqual([]));
  for (const { run, token } of tokens()) {
    if (acknowledged.reported.has(run)) continue;
    const output = JSON.stringify({ said: run });
    const sent = sfn.send(new SendTaskSuccessCommand({ taskToken: token, output }));
    // Its report may have been taken without the answer reaching us.
    await sent.catch((error: Error) => expect(error.name).toBe('TaskTimedOut'));
  }
  await eventually(async () => {
    const running = new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'RUNNING' });
    expect((await sfn.send(running)).executions).toEqual([]);
  });
  for (const name of names) {
    const { status, output } = await describe(name);
    expect([name, status, output]).toEqual([name, 'SUCCEEDED', JSON.stringify(acknowledged.started.get(name))]);
  }
  const ended = readJsonLines<BusEvent>(join(directory, 'events.jsonl'));
  const told = new Set(ended.map(({ detail }) => (detail as { name: string }).name));
  expect(names.filter((name) => !told.has(name))).toEqual([]);
}, 30_000);
