import * as z from 'zod';
import { jobFields } from '../../domain/job/job.ts';
import { taskFields } from '../../domain/job/task.ts';

const version = z.int().min(0).describe('as last read; 0 creates');
const stored = { number: z.int(), version: z.int().min(1) };

/** The name stands in the path. */
export const taskChange = taskFields.omit({ name: true }).extend({ version: version.default(0) });
export const jobChange = jobFields.omit({ name: true }).extend({ version: version.default(0) });
export const deletion = z.object({ version: z.coerce.number().int().min(0) });

export const task = taskFields.extend({
  ...stored,
  definition: z.string().optional().describe('ARN of the job definition that submissions run now'),
});
export const job = jobFields.extend(stored);
export const taskList = z.object({ tasks: z.array(task) });
export const jobList = z.object({ jobs: z.array(job) });
