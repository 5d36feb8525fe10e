import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { ARN, type Bench, bench, caller, eventually, FunctionError, pass, task, waitingTask } from './harness.ts';

const forever = { W: { Type: 'Wait', Seconds: 3600, End: true } };

describe('StartExecution', () => {
  it('answers the same execution for the same name and input while it runs, and refuses the name otherwise', async () => {
    const { machine, sfn } = await bench();
    await machine(forever);
    const start = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, name: 'one', input }));
    const first = await start('{"a":1}');
    expect(first.executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:Flow:one');
    expect(await start('{"a":1}')).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect((await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN }))).executions).toHaveLength(1);
  });

  it.each(['a b', 'a/b', 'a:b', 'a{b', 'a*', 'a\u0007', 'a"b', 'a,b'])('refuses the name %j', async (name) => {
    const { sfn } = await one();
    const start = sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, name }));
    await expect(start).rejects.toMatchObject({ name: 'InvalidName' });
  });

  it('takes names in any letters, and tells names apart that differ in case', async () => {
    const { start, ended } = await one();
    const arns = [await start(1, 'Übung_1-a.b=c'), await start(2, 'case'), await start(3, 'CASE')];
    const outputs = await Promise.all(arns.map(ended));
    expect(outputs.map(({ output }) => output)).toEqual([1, 2, 3]);
  });

  it('checks the input: JSON, 262,144 characters, 262,144 bytes', async () => {
    const { sfn } = await one();
    const start = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn: ARN, input }));
    await expect(start('{')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start(`"${'é'.repeat(131_072)}"`)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start(`"${'a'.repeat(262_143)}"`)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(start(`"${'a'.repeat(262_142)}"`)).resolves.toHaveProperty('executionArn');
  });

  it('knows its machines', async () => {
    const { sfn } = await one();
    const start = (stateMachineArn: string) => sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await expect(start(`${ARN}2`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(start(`${ARN}:1`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(start('arn:aws:s3:::x')).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  let shared: Promise<Bench> | undefined;
  function one(): Promise<Bench> {
    shared ??= bench().then(async (made) => {
      await made.machine({ P: pass() });
      return made;
    });
    return shared;
  }
});

describe('executions', () => {
  it('describes one, with and without its data', async () => {
    const { machine, run, sfn } = await bench();
    await machine({ P: pass({ Result: { r: 1 } }) });
    const { arn, all } = await run({ a: 1 });
    expect(all).toMatchObject({ stateMachineArn: ARN, status: 'SUCCEEDED', input: '{"a":1}', output: '{"r":1}' });
    expect(all.startDate?.getTime()).toBeLessThanOrEqual(all.stopDate?.getTime() ?? 0);
    const bare = await sfn.send(new DescribeExecutionCommand({ executionArn: arn, includedData: 'METADATA_ONLY' }));
    expect([bare.input, bare.output, bare.inputDetails]).toEqual([undefined, undefined, { included: false }]);
    const nobody = sfn.send(new DescribeExecutionCommand({ executionArn: `${arn}0` }));
    await expect(nobody).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  it('lists newest first, by status, in pages that stay put when executions are added', async () => {
    const { machine, start, ended, sfn } = await bench((payload: number) => {
      if (payload % 2 === 1) throw new FunctionError('Odd', 'odd');
    });
    await machine({ T: task() });
    for (let at = 0; at < 7; at += 1) await ended(await start(at, `run-${at}`));
    const list = async (more: object) => {
      const page = await sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, ...more }));
      return { names: page.executions?.map(({ name }) => name), nextToken: page.nextToken };
    };
    const first = await list({ maxResults: 3 });
    expect(first.names).toEqual(['run-6', 'run-5', 'run-4']);
    await ended(await start(8, 'run-8'));
    const second = await list({ maxResults: 3, nextToken: first.nextToken });
    expect(second.names).toEqual(['run-3', 'run-2', 'run-1']);
    expect(await list({ maxResults: 3, nextToken: second.nextToken })).toEqual({
      names: ['run-0'],
      nextToken: undefined,
    });
    expect((await list({ statusFilter: 'FAILED' })).names).toEqual(['run-5', 'run-3', 'run-1']);
    expect((await list({ statusFilter: 'RUNNING' })).names).toEqual([]);
    await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('stops one with error and cause; one that has ended keeps its end', async () => {
    let aborted = false;
    const { machine, start, ended, sfn } = await bench((_, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => {});
    });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    await machine({ T: task({ Catch }), Caught: pass() });
    const executionArn = await start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const stopped = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
    const { status, error, cause, all } = await ended(executionArn);
    expect([status, error, cause, aborted]).toEqual(['ABORTED', 'Enough', 'of it', true]);
    expect(all.stopDate).toEqual(stopped.stopDate);
    const again = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Other' }));
    expect(again.stopDate).toEqual(stopped.stopDate);
    expect((await ended(executionArn)).error).toBe('Enough');
  });

  it('describes the machine', async () => {
    const { machine, sfn } = await bench();
    await machine({ P: pass() });
    const found = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }));
    expect(found).toMatchObject({ name: 'Flow', status: 'ACTIVE', type: 'STANDARD' });
    expect(JSON.parse(found.definition ?? '')).toEqual({ StartAt: 'P', States: { P: pass() } });
  });

  it('refuses operations and members that it does not have', async () => {
    const { machine, sfn, start } = await bench();
    await machine(forever);
    const executionArn = await start();
    const redrive = sfn.send(new RedriveExecutionCommand({ executionArn }));
    await expect(redrive).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('Redrive'),
    });
    const activity = sfn.send(new CreateActivityCommand({ name: 'a' }));
    await expect(activity).rejects.toMatchObject({ name: 'NotImplemented' });
    const runs = sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN, redriveFilter: 'REDRIVEN' }));
    await expect(runs).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('GetExecutionHistory', () => {
  it('tells a Task with Retry, then a Map', async () => {
    let calls = 0;
    const { machine, run, history } = await bench(() => {
      calls += 1;
      if (calls === 1) throw new FunctionError('Once', 'x');
      return { items: [1, 2] };
    });
    const Retry = [{ ErrorEquals: ['Once'], IntervalSeconds: 1 }];
    const ItemProcessor = { StartAt: 'P', States: { P: pass() } };
    await machine({
      T: task({ Retry, OutputPath: '$.Payload', TimeoutSeconds: 9, Next: 'M' }),
      M: { Type: 'Map', ItemsPath: '$.items', MaxConcurrency: 1, ItemProcessor, End: true },
    });
    const events = await history((await run({ a: 1 })).arn);
    const begin = 'ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskFailed';
    const second = 'TaskScheduled TaskStarted TaskSucceeded TaskStateExited MapStateEntered MapStateStarted';
    const item = 'MapIterationStarted PassStateEntered PassStateExited MapIterationSucceeded';
    const end = 'MapStateSucceeded MapStateExited ExecutionSucceeded';
    expect(events.map(({ type }) => type).join(' ')).toBe([begin, second, item, item, end].join(' '));
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.slice(0, 6).map(({ previousEventId }) => previousEventId)).toEqual([0, 0, 2, 3, 4, 5]);
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke',
      timeoutInSeconds: 9,
    });
    expect(JSON.parse(events[2]?.taskScheduledEventDetails?.parameters ?? '')).toMatchObject({ Payload: { a: 1 } });
    expect(events[4]?.taskFailedEventDetails).toMatchObject({ error: 'Once' });
    expect(events[10]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[15]?.mapIterationStartedEventDetails).toEqual({ name: 'M', index: 1 });
    expect(events[8]?.stateExitedEventDetails).toMatchObject({ name: 'T', output: '{"items":[1,2]}' });
  });

  it('tells a waiting Task, a failing Map and how executions end', async () => {
    const { machine, start, ended, history, sfn } = await bench(async (payload: { token?: string }) => {
      if (payload.token === undefined) throw new FunctionError('Bad', 'x');
      await sfn.send(new SendTaskSuccessCommand({ taskToken: payload.token, output: '[1]' }));
    });
    const types = async (arn: string) => (await history(arn)).map(({ type }) => type);
    const ItemProcessor = { StartAt: 'T', States: { T: task() } };
    await machine({ W: waitingTask({ Next: 'M' }), M: { Type: 'Map', ItemProcessor, End: true } });
    const failed = await start();
    await ended(failed);
    const found = await types(failed);
    expect(found).toContain('TaskSucceeded');
    expect(found.slice(-4)).toEqual(['TaskFailed', 'MapIterationFailed', 'MapStateFailed', 'ExecutionFailed']);
    await machine(forever);
    const stopped = await start();
    await sfn.send(new StopExecutionCommand({ executionArn: stopped, error: 'E' }));
    const last = (await history(stopped)).at(-1);
    expect([last?.type, last?.executionAbortedEventDetails]).toEqual(['ExecutionAborted', { error: 'E' }]);
  });

  it('pages, reverses and leaves out the data', async () => {
    const { machine, run, sfn } = await bench();
    await machine({ P: pass({ Next: 'Q' }), Q: pass() });
    const { arn: executionArn } = await run({ secret: 1 });
    const ids: (number | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const request = {
        executionArn,
        maxResults: 2,
        reverseOrder: true,
        ...(nextToken !== undefined && { nextToken }),
      };
      const page = await sfn.send(new GetExecutionHistoryCommand(request));
      ids.push(...(page.events ?? []).map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(ids).toEqual([6, 5, 4, 3, 2, 1]);
    const bare = await sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(JSON.stringify(bare.events)).not.toContain('secret');
  });
});

describe('who may', () => {
  it('refuses requests that are not signed, or by somebody else', async () => {
    const { machine, clientOf, service } = await bench();
    await machine({ P: pass() });
    const bare = await fetch(service.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.ListExecutions' },
      body: '{}',
    });
    expect([bare.status, ((await bare.json()) as { __type: string }).__type]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
    const stranger = clientOf(caller('stranger', () => true)).send(new ListExecutionsCommand({ stateMachineArn: ARN }));
    await expect(stranger).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    const impostor = clientOf({ ...caller('operator', () => true), secretAccessKey: 'guess' });
    const forged = impostor.send(new ListExecutionsCommand({ stateMachineArn: ARN }));
    await expect(forged).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('asks for each operation with its resource, and refuses before it says what exists', async () => {
    const asked: string[] = [];
    const nobody = caller('nobody', (action, resource) => {
      asked.push(`${action} ${resource}`);
      return false;
    });
    let token = '';
    const { machine, start, clientOf } = await bench(
      (payload: { token: string }) => {
        token = payload.token;
      },
      { callers: [nobody] },
    );
    await machine({ W: waitingTask() });
    const executionArn = await start({}, 'run');
    await eventually(() => expect(token).not.toBe(''));
    const sfn = clientOf(nobody);
    const denied = expect.objectContaining({ name: 'AccessDeniedException' });
    const missing = executionArn.replace(':run', ':none');
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn: ARN }))).rejects.toEqual(denied);
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn: `${ARN}2` }))).rejects.toEqual(denied);
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn: missing }))).rejects.toEqual(denied);
    await expect(sfn.send(new GetExecutionHistoryCommand({ executionArn }))).rejects.toEqual(denied);
    await expect(sfn.send(new StopExecutionCommand({ executionArn }))).rejects.toEqual(denied);
    await expect(sfn.send(new ListExecutionsCommand({ stateMachineArn: ARN }))).rejects.toEqual(denied);
    await expect(sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }))).rejects.toEqual(denied);
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }))).rejects.toEqual(denied);
    expect(asked).toEqual([
      `states:StartExecution ${ARN}`,
      `states:StartExecution ${ARN}2`,
      `states:DescribeExecution ${missing}`,
      `states:GetExecutionHistory ${executionArn}`,
      `states:StopExecution ${executionArn}`,
      `states:ListExecutions ${ARN}`,
      `states:DescribeStateMachine ${ARN}`,
      `states:SendTaskSuccess ${ARN}`,
    ]);
  });
});
