import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { readAssembly } from '../../local/template/assembly.ts';
import { readStack } from '../../local/template/stack.ts';

interface OperatorFile {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
  endpoints: Record<string, string>;
}

/** What somebody can do who has the keys of a run. */
export interface Operator {
  /** runs a function by the id of its construct, and waits */
  invoke: (functionId: string, payload?: object) => Promise<unknown>;
  /** names of all executions of the ingest state machine */
  executions: () => Promise<string[]>;
  /** status of each, by its name */
  executionStates: () => Promise<Map<string, string>>;
  /** name or ARN of the only resource of a type whose logical id begins so */
  nameOf: (type: string, id: string) => string;
  /** for a client of the AWS SDK: `S3`, `DYNAMODB`, … */
  client: (service: string) => { endpoint: string; region: string; credentials: OperatorFile };
}

/** Reads the keys that a run has left in its data folder, and the template that it runs. */
export function operatorOf(directory: string): Operator {
  const file = JSON.parse(readFileSync(join(directory, 'operator.json'), 'utf8')) as OperatorFile;
  const stack = readStack(readAssembly(join(directory, 'cdk.out')));
  const client: Operator['client'] = (service) => ({
    region: file.region,
    // a copy: the SDK writes notes of its own into credentials
    credentials: { ...file },
    endpoint: file.endpoints[`AWS_ENDPOINT_URL_${service}`] ?? '',
  });
  const nameOf: Operator['nameOf'] = (type, id) => {
    const [found, ...others] = stack.ofType(type).filter(({ logicalId }) => logicalId.startsWith(id));
    if (found === undefined || others.length > 0) throw new Error(`There is not one ${type} ${id}.`);
    return found.ref;
  };
  const lambda = new LambdaClient(client('LAMBDA'));
  const states = new SFNClient(client('SFN'));
  const executionStates: Operator['executionStates'] = async () => {
    const stateMachineArn = nameOf('AWS::StepFunctions::StateMachine', 'Ingest');
    const found = new Map<string, string>();
    for await (const page of paginateListExecutions({ client: states, pageSize: 1000 }, { stateMachineArn })) {
      for (const { name = '', status = '' } of page.executions ?? []) found.set(name, status);
    }
    return found;
  };
  return {
    client,
    nameOf,
    invoke: async (functionId, payload = {}) => {
      const FunctionName = nameOf('AWS::Lambda::Function', `Functions${functionId}`);
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
      const text = Buffer.from(answer.Payload ?? []).toString();
      if (answer.FunctionError !== undefined) throw new Error(`${functionId} failed: ${text}`);
      return JSON.parse(text) as unknown;
    },
    executions: async () => [...(await executionStates()).keys()],
    executionStates,
  };
}
