import * as z from 'zod';
import { FILE_STATES } from '../../domain/file/file.ts';
import { DOORS, POLICIES, STATES, STEPS } from '../../domain/submission/submission.ts';

const step = z.object({ name: z.enum(STEPS), success: z.boolean(), date: z.string(), msg: z.string() });

export const submission = z.object({
  submissionReference: z.uuid(),
  id: z.string(),
  siteId: z.string(),
  status: z.enum(['CREATED', 'PROCESSING', 'FINISHED']),
  state: z.enum(STATES),
  errorMessage: z.string().nullable(),
  submittedVia: z.string(),
  door: z.enum(DOORS),
  submitter: z.string(),
  label: z.string().nullable(),
  policy: z.enum(POLICIES).nullable(),
  embargoUntil: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  attempt: z.int(),
  step: z.enum(STEPS).nullable().describe('the step that runs now'),
  steps: z.array(step),
  assignmentKey: z.string().nullable(),
  specificationKey: z.string().nullable(),
  inputs: z
    .array(
      z.object({
        dataStorePath: z.string(),
        name: z.string(),
        mode: z.enum(['required', 'optional']),
        filename: z.string().nullable().describe('as its sender named the file'),
        storedFilename: z.string().nullable().describe('names it in the download of inputs'),
        state: z.enum(FILE_STATES),
        size: z.int().nullable(),
        problem: z.string().nullable(),
      }),
    )
    .describe('of a submission to an assignment'),
  mediaRemovedAt: z.string().nullable().describe('when its files went, as its specification says'),
  profile: z.string().nullable(),
  fileCount: z.int().nullable(),
  totalBytes: z.int().nullable(),
  outputs: z.array(z.object({ name: z.string(), filename: z.string(), storedFilename: z.string() })),
});
