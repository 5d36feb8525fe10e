import type { Service, ServiceReply, ServiceRequest } from '../aws/endpoint.ts';
import { accessDenied, ServiceError } from '../aws/service-error.ts';
import type { EventQueue } from './event-queue.ts';
import type { FindFunction, InvocationResult } from './invoker.ts';

/** Lambda's quota for an event that nobody waits for, in bytes. */
const MAX_EVENT_BYTES = 1024 * 1024;

export interface LambdaServiceOptions {
  readonly find: FindFunction;
  readonly queue: EventQueue;
  /** runs a function and waits for it */
  readonly run: (functionArn: string, payload: string) => Promise<InvocationResult>;
}

/** The `Invoke` operation of Lambda's API; every other operation is refused as unknown. */
export function lambdaService({ find, queue, run }: LambdaServiceOptions): Service {
  return async (request) => {
    const [, reference] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path) ?? [];
    if (request.method !== 'POST' || reference === undefined) {
      throw new ServiceError(400, 'UnknownOperationException', 'the local Lambda only has Invoke');
    }
    const qualifier = request.query.get('Qualifier');
    const target = find(qualifier === null ? reference : `${reference}:${qualifier}`);
    const { arn } = target.configuration;
    if (!request.caller.allows('lambda:InvokeFunction', arn)) {
      throw accessDenied(request.caller.name, 'lambda:InvokeFunction', arn);
    }
    const payload = readPayload(request);
    switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
      case 'RequestResponse':
        return reply(await run(arn, payload));
      case 'Event':
        if (request.body.length > MAX_EVENT_BYTES) {
          throw new ServiceError(413, 'RequestTooLargeException', `An event has at most ${MAX_EVENT_BYTES} bytes.`);
        }
        queue.add(arn, payload);
        return { status: 202 };
      case 'DryRun':
        return { status: 204 };
      default:
        throw new ServiceError(400, 'InvalidParameterValueException', 'unknown InvocationType');
    }
  };
}

function reply(result: InvocationResult): ServiceReply {
  const headers = { 'x-amz-executed-version': '$LATEST', 'x-amzn-requestid': result.requestId };
  return {
    headers: result.outcome.ok ? headers : { ...headers, 'x-amz-function-error': 'Unhandled' },
    body: result.payload,
  };
}

function readPayload({ body }: ServiceRequest): string {
  const text = body.length === 0 ? '{}' : body.toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new ServiceError(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  }
}
