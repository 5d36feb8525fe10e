import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import * as z from 'zod/mini';

/** What a function that is a task may answer; anything else counts as done. */
const answerSchema = z.looseObject({
  exitCode: z.optional(z.int().check(z.minimum(0), z.maximum(255))),
  /** what it has to say; kept where the task has an ending for it */
  printed: z.optional(z.string()),
});
export type TaskAnswer = z.output<typeof answerSchema>;

/** The function itself failed: an error of the job, not of ours. */
export class TaskFunctionFailed extends Error {
  override readonly name = 'TaskFunctionFailed';
  readonly isLate: boolean;

  constructor(message: string, isLate: boolean) {
    super(message);
    this.isLate = isLate;
  }
}

/** Whoever waits for the function is a function too, and ends after 900 s. */
const LONGEST_WAIT_SECONDS = 840;

/** Calls a function once and waits for its answer. @throws TaskFunctionFailed */
export async function invokeTask(name: string, payload: object, seconds: number): Promise<TaskAnswer> {
  const requestTimeout = Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000;
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: 3_000,
    requestTimeout,
    socketTimeout: requestTimeout,
    throwOnRequestTimeout: true,
  });
  // called again, it would do its work twice
  const client = new LambdaClient({ requestHandler, maxAttempts: 1 });
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }));
    const text = Buffer.from(answer.Payload ?? []).toString();
    if (answer.FunctionError !== undefined) throw new TaskFunctionFailed(failure(text), /timed out/i.test(text));
    return answerSchema.safeParse(text === '' ? {} : JSON.parse(text)).data ?? {};
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') throw new TaskFunctionFailed(error.message, true);
    throw error;
  } finally {
    client.destroy();
  }
}

const errorSchema = z.looseObject({ errorType: z.optional(z.string()), errorMessage: z.optional(z.string()) });

function failure(text: string): string {
  const { errorType = 'Error', errorMessage = '' } = errorSchema.safeParse(JSON.parse(text)).data ?? {};
  return `${errorType}: ${errorMessage}`.slice(0, 300);
}
