import * as z from 'zod/mini';
import type { Principal } from '../account/principal.ts';
import { POLICIES } from '../submission/submission.ts';
import { jobName, taskName } from './names.ts';
import type { Task } from './task.ts';

/** Checks of the submitted file; all of a job's have to pass. */
export const validatorSchema = () =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.enum(['none', 'png', 'gif', 'jpeg', 'pdb_file', 'seq', 'json', 'csv', 'vcf', 'fastq']),
    }),
    /** RE2 regular expression for the whole text; with (?s) before it, `.` goes across lines */
    z.strictObject({ kind: z.literal('pattern'), pattern: z.string().check(z.minLength(1), z.maxLength(256)) }),
  ]);
export type Validator = z.output<ReturnType<typeof validatorSchema>>;

const stepSchema = () =>
  z.strictObject({
    /** steps run from the least ordering to the greatest, those of the same at the same time */
    ordering: z.int().check(z.minimum(0), z.maximum(1000)),
    task: taskName(),
  });

/** The fields of a job, each by itself; `jobSchema` adds what they ask of one another. */
export const jobFields = () =>
  z.strictObject({
    name: jobName(),
    description: z.optional(z.string().check(z.maxLength(2000))),
    /** false: submissions are refused for the time being */
    runnable: z._default(z.boolean(), true),
    /** anybody may submit without signing in, and read by the UUID alone */
    public: z._default(z.boolean(), false),
    policy: z._default(z.enum(POLICIES), 'private'),
    /** the group whose members may submit, and which owns what nobody signed in for; absent: every user may submit */
    groupId: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
    validators: z._default(z.array(validatorSchema()).check(z.maxLength(20)), []),
    steps: z._default(z.array(stepSchema()).check(z.maxLength(20)), []),
    limits: z.prefault(
      z.strictObject({
        /** of the submitted file */
        inputBytes: z.optional(z.int().check(z.minimum(1))),
        /** of all files that the steps make together */
        outputBytes: z.optional(z.int().check(z.minimum(1))),
      }),
      {},
    ),
  });

/** What is run for a submission, as data. A job without steps can be kept, but not submitted to. */
export const jobSchema = () =>
  jobFields().check(
    z.superRefine(({ steps, public: isPublic, groupId }, context) => {
      if (isPublic && groupId === undefined) {
        const message = 'A public job needs a group: what is submitted without signing in belongs to it.';
        context.addIssue({ code: 'custom', message, path: ['groupId'] });
      }
      for (const [index, step] of steps.entries()) {
        if (steps.findIndex((other) => other.task === step.task) === index) continue;
        const message = `The task '${step.task}' is a step already; its results and parameters would be told apart by nothing.`;
        context.addIssue({ code: 'custom', message, path: ['steps', index, 'task'] });
      }
    }),
  );
export type Job = z.output<ReturnType<typeof jobSchema>>;

/** A task as it is kept: numbered in the order of creation, and with what the registration answered. */
export interface RegisteredTask extends Task {
  number: number;
  version: number;
  /** ARN of the job definition's revision; absent of a Lambda task */
  definition?: string;
}

export const PRIORITIES = ['low', 'medium', 'high'] as const;
export type Priority = (typeof PRIORITIES)[number];

/**
 * What one submission runs, kept with it (`SUB#<id>` / `JOB`), so that later changes of the job touch nothing.
 * Values are those that passed the checks, by field name (`task1_all`), defaults filled in.
 */
export interface JobSnapshot {
  job: Job;
  /** by name: exactly those that the job's steps name */
  tasks: Readonly<Record<string, RegisteredTask>>;
  values: Readonly<Record<string, string>>;
  priority: Priority;
  /** name of the submitted file, and the key of its file record */
  input: string;
}

/** The steps of a job in the order in which they run: those with the same ordering in one group. */
export function stepGroups(job: Pick<Job, 'steps'>): { ordering: number; tasks: string[] }[] {
  const orderings = [...new Set(job.steps.map((step) => step.ordering))].toSorted((a, b) => a - b);
  return orderings.map((ordering) => ({
    ordering,
    tasks: job.steps.filter((step) => step.ordering === ordering).map((step) => step.task),
  }));
}

/** A job as it is kept: numbered in the order of creation. */
export interface StoredJob extends Job {
  number: number;
  version: number;
}

/** A job that anybody can submit to now. */
export const isLive = (job: Pick<Job, 'runnable' | 'steps'>): boolean => job.runnable && job.steps.length > 0;

/** Who may submit: anybody, the members of its group, or every user; site admins always. */
export function maySubmit(job: Pick<Job, 'public' | 'groupId'>, principal: Principal | undefined): boolean {
  if (job.public) return true;
  if (principal === undefined) return false;
  return job.groupId === undefined || job.groupId === principal.groupId || principal.siteAdmin;
}
