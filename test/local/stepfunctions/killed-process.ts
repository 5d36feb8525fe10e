/** The service in a process of its own, to be killed: `node killed-process.ts <directory>`. Prints its URL. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStepFunctions } from '../../../local/stepfunctions/service.ts';

const directory = process.argv[2] as string;
const log = (name: string, line: object) => appendFileSync(join(directory, name), `${JSON.stringify(line)}\n`);
const operator = {
  accessKeyId: 'AKIAOPERATOR',
  secretAccessKey: 'secret of operator',
  name: 'operator',
  allows: () => true,
};

const service = await startStepFunctions({
  port: 0,
  directory: join(directory, 'data'),
  callers: { find: (id) => (id === operator.accessKeyId ? operator : undefined) },
  emit: async (event) => log('events.jsonl', event),
  invoke: async (arn, payload) => {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    if (name === 'announce') log('tokens.jsonl', payload as object);
    else await new Promise((resolve) => setTimeout(resolve, 3));
    return { payload };
  },
});

const call = (name: string, Payload: object, more: object) => {
  const Resource = 'arn:aws:states:::lambda:invoke';
  return { Type: 'Task', Resource, Parameters: { FunctionName: name, ...Payload }, ...more };
};
const announce = call(
  'announce',
  { Payload: { 'run.$': '$$.Execution.Name', 'token.$': '$$.Task.Token' } },
  { ResultPath: '$.token', Next: 'Items' },
);
await service.ensureStateMachine({
  arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Flow',
  name: 'Flow',
  type: 'STANDARD',
  definition: {
    StartAt: 'First',
    States: {
      First: call('work', { 'Payload.$': '$' }, { OutputPath: '$.Payload', Next: 'Hand over' }),
      'Hand over': {
        ...announce,
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        TimeoutSeconds: 2_592_000,
      },
      Items: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'Each',
          States: { Each: call('work', { 'Payload.$': '$' }, { OutputPath: '$.Payload', End: true }) },
        },
        End: true,
      },
    },
  },
});
console.log(service.url);
