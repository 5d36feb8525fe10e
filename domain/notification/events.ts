import * as z from 'zod';
import { STEPS } from '../submission/submission.ts';

/** EventBridge takes 256 KiB per event; an issue with its message stays below 1 KiB. */
export const EVENT_ISSUES = 100;

const issue = z.object({
  message: z.string(),
  field: z.string().exactOptional(),
  row: z.number().exactOptional(),
  column: z.string().exactOptional(),
  value: z.string().exactOptional(),
  rule: z.string().exactOptional(),
  suggestion: z.string().exactOptional(),
});

const common = {
  /** UUID; an event that is put again has the same one, so that nobody is told twice */
  eventId: z.uuid(),
  submissionId: z.string(),
};
const issues = {
  /** the first issues that a manifest has, at most EVENT_ISSUES */
  issues: z.array(issue).max(EVENT_ISSUES).optional(),
  issueCount: z.number().int().optional(),
};

/** A step has been recorded, or its submission was cancelled at it. */
const stepEnded = z.object({
  ...common,
  ...issues,
  attempt: z.number().int(),
  step: z.enum(STEPS),
  success: z.boolean(),
  /** where the record does not say it */
  message: z.string().optional(),
});

/** A manifest was checked on trial: there is no submission of this id. */
const dryRunEnded = z.object({
  ...common,
  ...issues,
  userId: z.string(),
  success: z.boolean(),
  message: z.string().optional(),
  /** the file name that the submitter gave */
  manifest: z.string().optional(),
  profile: z.string().optional(),
  fileCount: z.number().int().optional(),
});

/** Files have not arrived for so long that their submitter should hear of it. */
const reminderDue = z.object({
  ...common,
  attempt: z.number().int(),
  /** when the submission ends without them */
  deadline: z.string().optional(),
});

export type StepEnded = z.output<typeof stepEnded>;
export type DryRunEnded = z.output<typeof dryRunEnded>;
export type ReminderDue = z.output<typeof reminderDue>;

export type DomainEvent =
  | { type: 'StepEnded'; detail: StepEnded }
  | { type: 'DryRunEnded'; detail: DryRunEnded }
  | { type: 'ReminderDue'; detail: ReminderDue };

/** Every event that the service puts on the bus, by its detail-type. */
export const EVENT_SCHEMAS = { StepEnded: stepEnded, DryRunEnded: dryRunEnded, ReminderDue: reminderDue } as const;

/** @throws Error for an event that is none of ours: the rule that sends it is wrong */
export function readEvent(type: string, detail: unknown): DomainEvent {
  if (type === 'StepEnded') return { type, detail: stepEnded.parse(detail) };
  if (type === 'DryRunEnded') return { type, detail: dryRunEnded.parse(detail) };
  if (type === 'ReminderDue') return { type, detail: reminderDue.parse(detail) };
  throw new Error(`There is no event of type ${type}.`);
}
