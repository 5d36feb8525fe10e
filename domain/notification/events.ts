import * as z from 'zod/mini';
import { STEPS } from '../submission/submission.ts';

/** EventBridge takes 256 KiB per event; an issue with its message stays below 1 KiB. */
export const EVENT_ISSUES = 100;

const issue = () =>
  z.object({
    message: z.string(),
    field: z.exactOptional(z.string()),
    row: z.exactOptional(z.number()),
    column: z.exactOptional(z.string()),
    value: z.exactOptional(z.string()),
    rule: z.exactOptional(z.string()),
    suggestion: z.exactOptional(z.string()),
  });

const common = () => ({
  /** UUID; an event that is put again has the same one, so that nobody is told twice */
  eventId: z.uuid(),
  submissionId: z.string(),
});
const issues = () => ({
  /** the first issues that a manifest has, at most EVENT_ISSUES */
  issues: z.optional(z.array(issue()).check(z.maxLength(EVENT_ISSUES))),
  issueCount: z.optional(z.number().check(z.int())),
});

/** A step has been recorded, or its submission was cancelled at it. */
const stepEnded = () =>
  z.object({
    ...common(),
    ...issues(),
    attempt: z.number().check(z.int()),
    step: z.enum(STEPS),
    success: z.boolean(),
    /** where the record does not say it */
    message: z.optional(z.string()),
  });

/** A manifest was checked on trial: there is no submission of this id. */
const dryRunEnded = () =>
  z.object({
    ...common(),
    ...issues(),
    userId: z.string(),
    success: z.boolean(),
    message: z.optional(z.string()),
    /** the file name that the submitter gave */
    manifest: z.optional(z.string()),
    profile: z.optional(z.string()),
    fileCount: z.optional(z.number().check(z.int())),
  });

/** Files have not arrived for so long that their submitter should hear of it. */
const reminderDue = () =>
  z.object({
    ...common(),
    attempt: z.number().check(z.int()),
    /** when the submission ends without them */
    deadline: z.optional(z.string()),
  });

export type StepEnded = z.output<ReturnType<typeof stepEnded>>;
export type DryRunEnded = z.output<ReturnType<typeof dryRunEnded>>;
export type ReminderDue = z.output<ReturnType<typeof reminderDue>>;

export type DomainEvent =
  | { type: 'StepEnded'; detail: StepEnded }
  | { type: 'DryRunEnded'; detail: DryRunEnded }
  | { type: 'ReminderDue'; detail: ReminderDue };

/** Every event that the service puts on the bus, by its detail-type. */
export const EVENT_SCHEMAS = { StepEnded: stepEnded, DryRunEnded: dryRunEnded, ReminderDue: reminderDue } as const;

/** @throws Error for an event that is none of ours: the rule that sends it is wrong */
export function readEvent(type: string, detail: unknown): DomainEvent {
  if (type === 'StepEnded') return { type, detail: stepEnded().parse(detail) };
  if (type === 'DryRunEnded') return { type, detail: dryRunEnded().parse(detail) };
  if (type === 'ReminderDue') return { type, detail: reminderDue().parse(detail) };
  throw new Error(`There is no event of type ${type}.`);
}
