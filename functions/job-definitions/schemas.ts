import * as z from 'zod';
import { jobFields } from '../../domain/job/job.ts';
import { taskFields, valueRules } from '../../domain/job/task.ts';

const version = () => z.int().min(0).describe('as last read; 0 creates');
const stored = () => ({ number: z.int(), version: z.int().min(1) });

/** The name stands in the path. */
export const taskChange = () => taskFields.omit({ name: true }).extend({ version: version().default(0) });
export const jobChange = () => jobFields.omit({ name: true }).extend({ version: version().default(0) });
export const deletion = () => z.object({ version: z.coerce.number().int().min(0) });

export const task = () =>
  taskFields.extend({
    ...stored(),
    definition: z.string().optional().describe('ARN of the job definition that submissions run now'),
  });
export const job = () => jobFields.extend(stored());
export const taskList = () => z.object({ tasks: z.array(task()) });
export const jobList = () => z.object({ jobs: z.array(job()) });

const formField = () =>
  z.object({
    field: z.string().describe('its name in the submission, such as task1_all'),
    kind: z.enum(['value', 'boolean']),
    default: z.string().nullable().describe('what counts where nothing is given; null: it has to be given'),
    validation: valueRules.optional(),
  });
export const formList = () =>
  z.object({
    jobs: z.array(
      z.object({
        name: z.string(),
        description: z.string().nullable(),
        public: z.boolean().describe('anybody who knows the UUID of a submission may read its results'),
        policy: jobFields.shape.policy.unwrap(),
        inputKinds: z.array(z.string()).describe('what the submitted file is checked for'),
        inputBytes: z.int().nullable().describe('the most that the submitted file may have'),
        parameters: z.array(formField()),
      }),
    ),
  });
