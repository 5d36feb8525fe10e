import * as z from 'zod';
import { reference } from '../../domain/account/fields.ts';
import { FILE_STATES } from '../../domain/file/file.ts';
import { DOORS, POLICIES, STATES, STEPS } from '../../domain/submission/submission.ts';

const step = () => z.object({ name: z.enum(STEPS), success: z.boolean(), date: z.string(), msg: z.string() });

export const submission = () =>
  z.object({
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
    licence: z.string().nullable().describe('SPDX identifier'),
    createdAt: z.string(),
    updatedAt: z.string(),
    attempt: z.int(),
    step: z.enum(STEPS).nullable().describe('the step that runs now'),
    steps: z.array(step()),
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

/** A submission as lists show it. */
export const listed = () =>
  submission()
    .pick({
      submissionReference: true,
      id: true,
      siteId: true,
      door: true,
      submitter: true,
      status: true,
      state: true,
      errorMessage: true,
      policy: true,
      updatedAt: true,
      step: true,
      steps: true,
      fileCount: true,
      totalBytes: true,
    })
    .extend({
      name: z.string().nullable().describe("its label, else its manifest's file name, or its job's name"),
      submittedVia: z.enum(['API', 'Web']),
      group: z.object({ id: z.uuid(), name: z.string() }).nullable(),
      submittedAt: z.string().describe('when it entered the lists: made, or, where it took inputs first, started'),
    });

const wanted = () => z.string().min(1).max(100);
const day = () => z.iso.date('a date is YYYY-MM-DD');

/** What a list of submissions is narrowed by. */
export const listQuery = () =>
  z.object({
    scope: z
      .enum(['own', 'group', 'all'])
      .optional()
      .describe(
        "whose: the caller's own, the caller's group's, the site's; without it what the caller's role looks after",
      ),
    group: reference.optional().describe('UUID or site id of a group, instead of a scope'),
    q: wanted()
      .optional()
      .describe('words that all stand somewhere in id, name (its first 100 characters) or submitter'),
    submitter: wanted().optional().describe('part of a username'),
    door: z.enum(DOORS).optional(),
    submittedVia: z.enum(['API', 'Web']).optional(),
    state: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(STATES)))
      .optional()
      .describe(`${STATES.join(', ')}, or several with commas between`),
    policy: z.enum(POLICIES).optional(),
    from: day().optional().describe('first day on which they entered the list, UTC'),
    to: day().optional().describe('last day'),
    after: z
      .string()
      .regex(/^(newest|[1-9][0-9]{0,14})$/, 'no page has answered this as next')
      .optional()
      .describe('the `next` or `previous` of another page'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  });

export const delivery = () =>
  z.object({
    eventId: z.uuid(),
    firstAt: z.iso.datetime(),
    event: z.enum(['StepEnded', 'ReminderDue', 'DryRunEnded']),
    step: z.enum(STEPS).nullable(),
    success: z.boolean().nullable(),
    mail: z.string().nullable().describe('`sent`, `none`, `unwanted`, or why it was refused; null: not yet'),
    webhook: z.string().nullable().describe('`delivered`, `none`, or why the last attempt failed; null: under way'),
    webhookAttempts: z.int().nullable(),
  });
