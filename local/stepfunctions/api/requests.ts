/** What the operations take, strictly: a member that is not listed is refused, not ignored. */

import { z } from 'zod';
import { ServiceError } from '../../aws/service-error.ts';
import { PAYLOAD_LIMIT } from '../asl/limits.ts';

const arn = z.string().min(1).max(256);
const pageSize = z.int().min(0).max(1000).optional();
const nextToken = z.string().min(1).max(3096).optional();
const error = z.string().max(256).optional();
const cause = z.string().max(32_768).optional();
const data = z.string().max(PAYLOAD_LIMIT);
const taskToken = z.string().min(1).max(2048);

export const StartExecution = z.strictObject({
  stateMachineArn: arn,
  name: z.string().min(1).max(80).optional(),
  input: data.optional(),
  /** X-Ray's; nothing here traces. */
  traceHeader: z.string().optional(),
});
export const DescribeExecution = z.strictObject({
  executionArn: arn,
  includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
});
export const ListExecutions = z.strictObject({
  stateMachineArn: arn,
  statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
  maxResults: pageSize,
  nextToken,
});
export const StopExecution = z.strictObject({ executionArn: arn, error, cause });
export const GetExecutionHistory = z.strictObject({
  executionArn: arn,
  maxResults: pageSize,
  reverseOrder: z.boolean().optional(),
  includeExecutionData: z.boolean().optional(),
  nextToken,
});
export const DescribeStateMachine = z.strictObject({
  stateMachineArn: arn,
  includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).optional(),
});
export const SendTaskSuccess = z.strictObject({ taskToken, output: data });
export const SendTaskFailure = z.strictObject({ taskToken, error, cause });
export const SendTaskHeartbeat = z.strictObject({ taskToken });

/** @throws ServiceError ValidationException */
export function parseRequest<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
  throw new ServiceError(400, 'ValidationException', problems.join('; '));
}

/** @throws ServiceError with this code when the text is not JSON or has too many bytes */
export function parseData(text: string, code: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > PAYLOAD_LIMIT)
    throw new ServiceError(400, code, `The data has ${bytes} bytes; the maximum is ${PAYLOAD_LIMIT}`);
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new ServiceError(400, code, `The data is not JSON: ${(problem as Error).message}`);
  }
}
