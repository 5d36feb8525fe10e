/**
 * The part of the Amazon States Language that this interpreter runs, as strict schemas: a member that is not listed is
 * refused when the machine is created, because a member that is accepted and ignored would behave otherwise in AWS.
 */
import { z } from 'zod';
import type { Json } from './json.ts';
import { LONGEST_SECONDS } from './limits.ts';
import { ChoiceRule } from './schema-choice.ts';
import {
  Expression,
  guarded,
  named,
  onwards,
  Path,
  ReferencePath,
  ResultPath,
  Seconds,
  shaped,
  Template,
} from './schema-members.ts';
import { Task } from './schema-task.ts';

export interface Scope {
  StartAt: string;
  States: Record<string, State>;
}

const PassState = z.strictObject({
  Type: z.literal('Pass'),
  ...named,
  ...onwards,
  Result: z.custom<Json>().optional(),
  Parameters: Template.optional(),
  ResultPath: ResultPath.nullable().optional(),
});
const WaitState = z.strictObject({
  Type: z.literal('Wait'),
  ...named,
  ...onwards,
  Seconds: z.int().min(0).max(LONGEST_SECONDS).optional(),
  SecondsPath: ReferencePath.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: ReferencePath.optional(),
});
const ChoiceState = z.strictObject({
  Type: z.literal('Choice'),
  ...named,
  Choices: z.array(ChoiceRule).min(1),
  Default: z.string().optional(),
});
const SucceedState = z.strictObject({ Type: z.literal('Succeed'), ...named });
const FailState = z.strictObject({
  Type: z.literal('Fail'),
  Comment: named.Comment,
  QueryLanguage: named.QueryLanguage,
  Error: z.string().optional(),
  ErrorPath: Expression.optional(),
  Cause: z.string().optional(),
  CausePath: Expression.optional(),
});
const MapState = z.strictObject({
  Type: z.literal('Map'),
  ...named,
  ...onwards,
  ...guarded,
  ResultSelector: shaped.ResultSelector,
  ResultPath: shaped.ResultPath,
  ItemsPath: Path.optional(),
  ItemSelector: Template.optional(),
  /** the older name of ItemSelector */
  Parameters: Template.optional(),
  MaxConcurrency: z.int().min(0).optional(),
  MaxConcurrencyPath: ReferencePath.optional(),
  get ItemProcessor(): z.ZodOptional<z.ZodType<Scope>> {
    return InlineProcessor.optional() as never;
  },
  /** the older name of ItemProcessor */
  get Iterator(): z.ZodOptional<z.ZodType<Scope>> {
    return Branch.optional() as never;
  },
});
const ParallelState = z.strictObject({
  Type: z.literal('Parallel'),
  ...named,
  ...onwards,
  ...shaped,
  ...guarded,
  get Branches(): z.ZodArray<z.ZodType<Scope>> {
    return z.array(Branch).min(1) as never;
  },
});

const AnyState = z.discriminatedUnion('Type', [
  Task,
  PassState,
  WaitState,
  ChoiceState,
  SucceedState,
  FailState,
  MapState,
  ParallelState,
]);
const branch = { Comment: z.string().optional(), StartAt: z.string(), States: z.record(z.string(), AnyState) };
const Branch = z.strictObject(branch);
const InlineProcessor = z.strictObject({
  ...branch,
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
});

export const Definition = z.strictObject({
  ...branch,
  Version: z.literal('1.0').optional(),
  QueryLanguage: named.QueryLanguage,
  TimeoutSeconds: Seconds.optional(),
});

export type Definition = z.infer<typeof Definition>;
export type State = z.infer<typeof AnyState>;
export type StateOf<T extends State['Type']> = Extract<State, { Type: T }>;
