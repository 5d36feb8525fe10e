import { z } from 'zod';
import type { Json } from './json.ts';
import { LONGEST_SECONDS } from './limits.ts';
import { parsePath } from './path.ts';
import { checkTemplate } from './template.ts';

export type Issues = z.core.$RefinementCtx;

/** Runs a check that throws and reports what it says. */
export function report(issues: Issues, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    issues.addIssue({ code: 'custom', message: (error as Error).message });
  }
}

export const Path = z.string().superRefine((text, issues) => report(issues, () => parsePath(text)));
/** A path that names one value. */
export const ReferencePath = z.string().superRefine((text, issues) =>
  report(issues, () => {
    if (parsePath(text).segments === undefined) {
      throw new SyntaxError(`'${text}' must name one value: no wildcard, slice or filter`);
    }
  }),
);
export const ResultPath = ReferencePath.refine(
  (text) => !text.startsWith('$$'),
  'cannot write into the context object',
);
export const Template = z
  .custom<Json>((value) => value !== undefined)
  .superRefine((value, issues) => {
    report(issues, () => checkTemplate(value));
  });
/** A path or an intrinsic function. */
export const Expression = z.string().superRefine((text, issues) => report(issues, () => checkTemplate({ '.$': text })));
export const Seconds = z.int().min(1).max(LONGEST_SECONDS);

const ErrorEquals = z
  .array(z.string())
  .min(1)
  .refine((names) => names.length === 1 || !names.includes('States.ALL'), 'States.ALL must stand alone');
export const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals,
  IntervalSeconds: Seconds.optional(),
  MaxAttempts: z.int().min(0).max(LONGEST_SECONDS).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
export type Retrier = z.infer<typeof Retrier>;
const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals,
  Next: z.string(),
  ResultPath: ResultPath.nullable().optional(),
});

/** Members of (almost) every state. */
export const named = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  InputPath: Path.nullable().optional(),
  OutputPath: Path.nullable().optional(),
};
export const onwards = { Next: z.string().optional(), End: z.literal(true).optional() };
export const shaped = {
  Parameters: Template.optional(),
  ResultSelector: Template.optional(),
  ResultPath: ResultPath.nullable().optional(),
};
export const guarded = {
  Retry: z.array(Retrier).refine(wildcardIsLast, 'States.ALL must come last').optional(),
  Catch: z.array(Catcher).refine(wildcardIsLast, 'States.ALL must come last').optional(),
};

function wildcardIsLast(list: readonly { ErrorEquals: readonly string[] }[]): boolean {
  return list.slice(0, -1).every((entry) => !entry.ErrorEquals.includes('States.ALL'));
}
