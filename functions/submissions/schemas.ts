import * as z from 'zod/mini';
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
    errorMessage: z.nullable(z.string()),
    submittedVia: z.string(),
    door: z.enum(DOORS),
    submitter: z.string(),
    label: z.nullable(z.string()),
    policy: z.nullable(z.enum(POLICIES)),
    embargoUntil: z.nullable(z.string()),
    licence: z.nullable(z.string()).check(z.describe('SPDX identifier')),
    createdAt: z.string(),
    updatedAt: z.string(),
    attempt: z.int(),
    step: z.nullable(z.enum(STEPS)).check(z.describe('the step that runs now')),
    steps: z.array(step()),
    assignmentKey: z.nullable(z.string()),
    specificationKey: z.nullable(z.string()),
    inputs: z
      .array(
        z.object({
          dataStorePath: z.string(),
          name: z.string(),
          mode: z.enum(['required', 'optional']),
          filename: z.nullable(z.string()).check(z.describe('as its sender named the file')),
          storedFilename: z.nullable(z.string()).check(z.describe('names it in the download of inputs')),
          state: z.enum(FILE_STATES),
          size: z.nullable(z.int()),
          problem: z.nullable(z.string()),
        }),
      )
      .check(z.describe('of a submission to an assignment')),
    mediaRemovedAt: z.nullable(z.string()).check(z.describe('when its files went, as its specification says')),
    profile: z.nullable(z.string()),
    fileCount: z.nullable(z.int()),
    totalBytes: z.nullable(z.int()),
    outputs: z.array(z.object({ name: z.string(), filename: z.string(), storedFilename: z.string() })),
  });

/** A submission as lists show it. */
export const listed = () =>
  z.extend(
    z.pick(submission(), {
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
    }),
    {
      name: z.nullable(z.string()).check(z.describe("its label, else its manifest's file name, or its job's name")),
      submittedVia: z.enum(['API', 'Web']),
      group: z.nullable(z.object({ id: z.uuid(), name: z.string() })),
      submittedAt: z
        .string()
        .check(z.describe('when it entered the lists: made, or, where it took inputs first, started')),
    },
  );

const wanted = () => z.string().check(z.minLength(1), z.maxLength(100));
const day = () => z.iso.date('a date is YYYY-MM-DD');

/** What a list of submissions is narrowed by. */
export const listQuery = () =>
  z.object({
    scope: z
      .optional(z.enum(['own', 'group', 'all']))
      .check(
        z.describe(
          "whose: the caller's own, the caller's group's, the site's; without it what the caller's role looks after",
        ),
      ),
    group: z.optional(reference).check(z.describe('UUID or site id of a group, instead of a scope')),
    q: z
      .optional(wanted())
      .check(z.describe('words that all stand somewhere in id, name (its first 100 characters) or submitter')),
    submitter: z.optional(wanted()).check(z.describe('part of a username')),
    door: z.optional(z.enum(DOORS)),
    submittedVia: z.optional(z.enum(['API', 'Web'])),
    state: z
      .optional(
        z.pipe(
          z.pipe(
            z.string(),
            z.transform((text) => text.split(',')),
          ),
          z.array(z.enum(STATES)),
        ),
      )
      .check(z.describe(`${STATES.join(', ')}, or several with commas between`)),
    policy: z.optional(z.enum(POLICIES)),
    from: z.optional(day()).check(z.describe('first day on which they entered the list, UTC')),
    to: z.optional(day()).check(z.describe('last day')),
    after: z
      .optional(z.string().check(z.regex(/^(newest|[1-9][0-9]{0,14})$/, 'no page has answered this as next')))
      .check(z.describe('the `next` or `previous` of another page')),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(500)), 100),
  });

export const delivery = () =>
  z.object({
    eventId: z.uuid(),
    firstAt: z.iso.datetime(),
    event: z.enum(['StepEnded', 'ReminderDue', 'DryRunEnded']),
    step: z.nullable(z.enum(STEPS)),
    success: z.nullable(z.boolean()),
    mail: z.nullable(z.string()).check(z.describe('`sent`, `none`, `unwanted`, or why it was refused; null: not yet')),
    webhook: z
      .nullable(z.string())
      .check(z.describe('`delivered`, `none`, or why the last attempt failed; null: under way')),
    webhookAttempts: z.nullable(z.int()),
  });
