import * as z from 'zod/mini';
import { jobFields } from '../../domain/job/job.ts';
import { taskFields, valueRules } from '../../domain/job/task.ts';
import { POLICIES } from '../../domain/submission/submission.ts';

const version = () => z.int().check(z.minimum(0), z.describe('as last read; 0 creates'));
const stored = () => ({ number: z.int(), version: z.int().check(z.minimum(1)) });

/** The name stands in the path. */
export const taskChange = () => z.extend(z.omit(taskFields(), { name: true }), { version: z._default(version(), 0) });
export const jobChange = () => z.extend(z.omit(jobFields(), { name: true }), { version: z._default(version(), 0) });
export const deletion = () => z.object({ version: z.coerce.number().check(z.int(), z.minimum(0)) });

export const task = () =>
  z.extend(taskFields(), {
    ...stored(),
    definition: z.optional(z.string()).check(z.describe('ARN of the job definition that submissions run now')),
  });
export const job = () => z.extend(jobFields(), stored());
export const taskList = () => z.object({ tasks: z.array(task()) });
export const jobList = () => z.object({ jobs: z.array(job()) });

const formField = () =>
  z.object({
    field: z.string().check(z.describe('its name in the submission, such as task1_all')),
    kind: z.enum(['value', 'boolean']),
    default: z.nullable(z.string()).check(z.describe('what counts where nothing is given; null: it has to be given')),
    validation: z.optional(valueRules()),
  });
export const formList = () =>
  z.object({
    jobs: z.array(
      z.object({
        name: z.string(),
        description: z.nullable(z.string()),
        public: z.boolean().check(z.describe('anybody who knows the UUID of a submission may read its results')),
        policy: z.enum(POLICIES),
        inputKinds: z.array(z.string()).check(z.describe('what the submitted file is checked for')),
        inputBytes: z.nullable(z.int()).check(z.describe('the most that the submitted file may have')),
        parameters: z.array(formField()),
      }),
    ),
  });
