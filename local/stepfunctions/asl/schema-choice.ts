import { z } from 'zod';
import { OPERATORS, type Rule } from './choice.ts';
import { parsePath } from './path.ts';
import { type Issues, report } from './schema-members.ts';

export const ChoiceRule = z
  .custom<Rule & { Next: string }>()
  .superRefine((rule, issues) => checkRule(rule, issues, true));

function checkRule(rule: unknown, issues: Issues, top: boolean): void {
  if (typeof rule !== 'object' || rule === null) {
    issues.addIssue({ code: 'custom', message: 'must be an object' });
    return;
  }
  const given = rule as Readonly<Record<string, unknown>>;
  const nested = ['And', 'Or', 'Not'].filter((name) => name in given);
  const operators = OPERATORS.filter((name) => name in given);
  const allowed = ['Comment', ...(top ? ['Next'] : []), ...nested, ...(operators.length > 0 ? ['Variable'] : [])];
  const strange = Object.keys(given).filter((name) => !allowed.includes(name) && !operators.includes(name));
  if (strange.length > 0 || nested.length + operators.length !== 1) {
    const names = [...nested, ...operators, ...strange].join(', ');
    issues.addIssue({
      code: 'custom',
      message: `a rule has one of And, Or, Not or one known operator; found ${names}`,
    });
  }
  for (const name of nested) for (const part of [given[name]].flat()) checkRule(part, issues, false);
  for (const name of operators) {
    report(issues, () => parsePath(given['Variable'] as string));
    if (name.endsWith('Path')) report(issues, () => parsePath(given[name] as string));
  }
}
