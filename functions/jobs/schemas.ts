import * as z from 'zod/mini';
import { CONFIGURATION_TYPES } from '../../domain/job/task.ts';

export const endpoints = () =>
  z.object({ jobs: z.array(z.string()).check(z.describe('a template of the form for every live job')) });

export const jobPage = () =>
  z.object({
    count: z.int(),
    next: z.nullable(z.url()),
    previous: z.nullable(z.url()),
    results: z.array(z.object({ pk: z.int(), name: z.string() })),
  });

const configuration = () =>
  z.object({
    type: z.enum(CONFIGURATION_TYPES),
    name: z.string(),
    parameters: z.string(),
    version: z.string(),
  });
export const job = () =>
  z.object({
    name: z.string(),
    steps: z.array(z.object({ task: z.object({ configuration: z.array(configuration()) }), ordering: z.int() })),
  });

export const jobTimes = () => z.record(z.string(), z.nullable(z.number())).check(z.describe('average seconds, by job'));

export const accepted = () => z.object({ UUID: z.string(), submission_name: z.string() });

const state = () => z.enum(['Submitted', 'Running', 'Complete', 'Error', 'Crash']);
export const submission = () =>
  z.object({
    submission_name: z.string(),
    job_name: z.string(),
    UUID: z.string(),
    state: state(),
    last_message: z.string(),
    email: z.string(),
    input_file: z.string(),
    results: z.array(
      z.object({ task: z.int(), name: z.string(), message: z.string(), step: z.int(), data_path: z.string() }),
    ),
  });
export const batch = () => z.object({ UUID: z.string(), state: state(), submissions: z.array(submission()) });
