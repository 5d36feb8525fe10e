import type { Job } from './job.ts';
import { fieldName } from './names.ts';
import type { Parameter, Task } from './task.ts';

/** A request to run one job or several on one file. */
export interface JobRequest {
  jobs: readonly string[];
  name: string;
  email: string;
  /** all other fields of the form, in their order */
  values: ReadonlyMap<string, string>;
  file: { name: string; bytes: Uint8Array } | undefined;
}

/** A job with the tasks of its steps. */
export interface RunnableJob {
  job: Job;
  tasks: readonly Task[];
}

/** What submitters may give, by field name. */
export const parametersOf = ({ tasks }: RunnableJob): [string, Parameter][] =>
  tasks.flatMap((task) =>
    task.parameters.map((parameter): [string, Parameter] => [fieldName(task.name, parameter.alias), parameter]),
  );
