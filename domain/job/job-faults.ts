import type { Issue } from '../errors.ts';
import type { CompilePattern } from '../manifest/pattern.ts';
import type { Job } from './job.ts';
import { parametersOf } from './runnable-job.ts';
import type { Task } from './task.ts';

/** What the schema of a task cannot see: patterns that cannot be compiled. */
export const taskFaults = (task: Task, compile: CompilePattern): Issue[] =>
  task.parameters.flatMap(({ validation }, index) =>
    patternIssues(validation?.pattern, `parameters.${index}.validation.pattern`, compile),
  );

/** What the schema of a job cannot see: tasks that do not exist or do not fit together. */
export function jobFaults(job: Job, tasks: readonly Task[], compile: CompilePattern): Issue[] {
  const chosen = job.steps.map((step) => tasks.find((task) => task.name === step.task));
  const unknown = job.steps.flatMap((step, index) =>
    chosen[index] === undefined
      ? [{ field: `steps.${index}.task`, message: `There is no task '${step.task}'. Create it before the job.` }]
      : [],
  );
  const known = chosen.filter((task) => task !== undefined);
  const patterns = job.validators.flatMap((validator, index) =>
    validator.kind === 'pattern' ? patternIssues(validator.pattern, `validators.${index}.pattern`, compile) : [],
  );
  return [...unknown, ...patterns, ...clashes(job, known)];
}

/** Two tasks whose parameters would be called alike. */
function clashes(job: Job, tasks: readonly Task[]): Issue[] {
  const fields = parametersOf({ job, tasks }).map(([field]) => field);
  return repeated(fields).map((field) => ({
    field: 'steps',
    message: `Two tasks have a parameter that submitters would know as '${field}'. Give one another alias.`,
  }));
}

const repeated = (texts: readonly string[]): string[] => [
  ...new Set(texts.filter((text, index) => texts.indexOf(text) < index)),
];

function patternIssues(pattern: string | undefined, field: string, compile: CompilePattern): Issue[] {
  if (pattern === undefined) return [];
  try {
    compile(pattern);
    return [];
  } catch (error) {
    return [{ field, message: `The pattern cannot be used: ${(error as Error).message}` }];
  }
}
