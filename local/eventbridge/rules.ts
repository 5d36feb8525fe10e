import { compilePattern } from '../iam/pattern.ts';
import type { Resource, Stack } from '../template/stack.ts';
import { compileEventPattern, type EventMatcher } from './pattern.ts';
import { compileSchedule, type Schedule } from './schedule.ts';

/** A function that a rule sends events to. */
export interface Target {
  readonly functionArn: string;
  /** JSON that is sent instead of the event */
  readonly input: string | undefined;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly matches: EventMatcher | undefined;
  readonly schedule: Schedule | undefined;
  readonly targets: readonly Target[];
}

/** Reads the enabled rules of a stack; throws on patterns, schedules and targets that the local run does not know. */
export function readRules(stack: Stack): readonly Rule[] {
  return stack
    .ofType('AWS::Events::Rule')
    .filter(({ properties }) => (properties['State'] ?? 'ENABLED') === 'ENABLED')
    .map((resource) => readRule(stack, resource));
}

function readRule(stack: Stack, { logicalId, ref, attributes, properties }: Resource): Rule {
  const where = `rule ${logicalId}`;
  const bus = (properties['EventBusName'] ?? 'default') as string;
  if (bus !== 'default') throw new Error(`${where}: the local run only has the default event bus, not ${bus}`);
  const { EventPattern, ScheduleExpression } = properties;
  const arn = attributes['Arn'] ?? '';
  const targets = (properties['Targets'] ?? []) as readonly Record<string, unknown>[];
  return {
    name: ref,
    arn,
    matches: EventPattern === undefined ? undefined : compileEventPattern(EventPattern, where),
    schedule: typeof ScheduleExpression === 'string' ? compileSchedule(ScheduleExpression, where) : undefined,
    targets: targets.map((target) => readTarget(stack, target, arn, where)),
  };
}

/** Delivery to a function cannot fail here, so what is to be done when it fails has no effect. */
const TARGET_KEYS = new Set(['Arn', 'DeadLetterConfig', 'Id', 'Input', 'RetryPolicy']);

function readTarget(stack: Stack, target: Readonly<Record<string, unknown>>, ruleArn: string, where: string): Target {
  const unknown = Object.keys(target).find((key) => !TARGET_KEYS.has(key));
  if (unknown !== undefined) throw new Error(`${where}: ${unknown} of a target is not known to the local run`);
  const functionArn = target['Arn'] as string;
  if (!stack.ofType('AWS::Lambda::Function').some(({ attributes }) => attributes['Arn'] === functionArn)) {
    throw new Error(`${where}: the local run only sends events to functions of the stack, not to ${functionArn}`);
  }
  const allowed = stack.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const { FunctionName = '', Principal, SourceArn = '*' } = properties as Readonly<Record<string, string>>;
    const same = FunctionName === functionArn || functionArn.endsWith(`:${FunctionName}`);
    return same && Principal === 'events.amazonaws.com' && compilePattern(SourceArn)(ruleArn);
  });
  if (!allowed) throw new Error(`${where}: no AWS::Lambda::Permission lets EventBridge invoke ${functionArn}`);
  return { functionArn, input: target['Input'] as string | undefined };
}
