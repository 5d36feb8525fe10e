import { z } from 'zod';
import type { Json } from './json.ts';
import { guarded, type Issues, named, onwards, ReferencePath, report, Seconds, shaped } from './schema-members.ts';
import { checkTemplate } from './template.ts';

const LambdaParameters = z
  .strictObject({
    FunctionName: z.string().optional(),
    'FunctionName.$': z.string().optional(),
    Payload: z.custom<Json>().optional(),
    'Payload.$': z.string().optional(),
  })
  .refine((given) => (given.FunctionName ?? given['FunctionName.$']) !== undefined, 'FunctionName is missing')
  .superRefine((given, issues) => report(issues, () => checkTemplate(given)));

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
export const LAMBDA_CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

export const Task = z
  .strictObject({
    Type: z.literal('Task'),
    ...named,
    ...onwards,
    ...shaped,
    ...guarded,
    Resource: z.enum([LAMBDA_INVOKE, LAMBDA_CALLBACK]),
    Parameters: LambdaParameters,
    TimeoutSeconds: Seconds.optional(),
    TimeoutSecondsPath: ReferencePath.optional(),
    HeartbeatSeconds: Seconds.optional(),
    HeartbeatSecondsPath: ReferencePath.optional(),
  })
  .superRefine(checkTask);
function checkTask(task: z.output<typeof Task>, issues: Issues): void {
  const waits = task.Resource === LAMBDA_CALLBACK;
  const beats = task.HeartbeatSeconds ?? task.HeartbeatSecondsPath;
  if (!waits && beats !== undefined) {
    issues.addIssue({ code: 'custom', message: `HeartbeatSeconds has no meaning for ${LAMBDA_INVOKE}` });
  }
  if (waits && !JSON.stringify(task.Parameters).includes('$$.Task.Token')) {
    issues.addIssue({ code: 'custom', message: 'Parameters must pass $$.Task.Token: nobody could end this task' });
  }
  const { HeartbeatSeconds: beat, TimeoutSeconds: timeout } = task;
  if (beat !== undefined && timeout !== undefined && beat >= timeout) {
    issues.addIssue({ code: 'custom', message: 'HeartbeatSeconds must be smaller than TimeoutSeconds' });
  }
}
