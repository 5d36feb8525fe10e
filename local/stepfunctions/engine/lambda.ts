/** Calls a function as the `lambda:invoke` integration does, with the machine's role. */
import { ACCOUNT_ID, PARTITION, REGION } from '../../aws/account.ts';
import type { Caller } from '../../aws/caller.ts';
import { isObject, type Json } from '../asl/json.ts';

/**
 * Calls a function and waits for its answer. The signal is aborted when nobody waits for the answer any more (the Task
 * timed out, the execution was stopped, the service closes); a real function goes on running then.
 */
export type Invoke = (
  functionArn: string,
  payload: unknown,
  signal: AbortSignal,
) => Promise<{ payload: unknown; functionError?: { errorType: string; errorMessage: string } }>;

export type Answer = { readonly output: Json } | { readonly error: string; readonly cause: string };

export type InvokeFunction = (parameters: Json, role: Caller | undefined, signal: AbortSignal) => Promise<Answer>;

export function createInvokeFunction(invoke: Invoke): InvokeFunction {
  return async (parameters, role, signal) => {
    const given = isObject(parameters) ? parameters : {};
    const { FunctionName: name, Payload: payload } = given;
    if (typeof name !== 'string' || name === '') {
      return { error: 'Lambda.ValidationException', cause: `FunctionName is ${JSON.stringify(name)}, not a function` };
    }
    const arn = name.startsWith('arn:') ? name : `arn:${PARTITION}:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
    if (role !== undefined && !role.allows('lambda:InvokeFunction', arn)) return denied(role, arn);
    try {
      const { payload: answer, functionError } = await invoke(arn, structuredClone(payload ?? fallback(given)), signal);
      return functionError === undefined ? { output: invocation(answer) } : functionFailure(functionError);
    } catch (error) {
      return invocationFailure(error);
    }
  };
}

/** Without a Payload the function gets an empty object; a Payload of null stays null. */
function fallback(given: { readonly [name: string]: Json }): Json {
  return 'Payload' in given ? null : {};
}

/** What the integration answers around the function's own answer, as in AWS (without the HTTP headers). */
function invocation(answer: unknown): Json {
  const payload = answer === undefined ? null : (JSON.parse(JSON.stringify(answer)) as Json);
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: crypto.randomUUID() },
    StatusCode: 200,
  };
}

function functionFailure(failure: { errorType: string; errorMessage: string }): Answer {
  const { errorType, errorMessage } = failure;
  return { error: errorType, cause: JSON.stringify({ errorType, errorMessage }) };
}

function denied(role: Caller, arn: string): Answer {
  const cause = `User: ${role.name} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} (Service: Lambda, Status Code: 403)`;
  return { error: 'Lambda.AWSLambdaException', cause };
}

/** The call itself failed: errors of the Lambda service keep their name. */
function invocationFailure(error: unknown): Answer {
  const { name = '', message = String(error) } = error instanceof Error ? error : {};
  return { error: name.endsWith('Exception') ? `Lambda.${name}` : 'Lambda.SdkClientException', cause: message };
}
