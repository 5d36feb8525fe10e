import type { JobSnapshot } from './job.ts';
import { fieldName } from './names.ts';
import type { Parameter, Task } from './task.ts';

/** What a command is made for: one submission's files and values. */
export interface CommandContext {
  /** of the submission */
  uuid: string;
  /** where the task's files lie, as its program sees it */
  directory: string;
  /** by field name (`task1_all`), as the snapshot keeps them */
  values: JobSnapshot['values'];
}

type Files = Pick<Task, 'inputs' | 'outputs'>;

/** The names under which a task finds its input files: `<uuid>.fasta` for the ending `.fasta`. */
export const inputNames = ({ inputs }: Files, uuid: string): string[] => inputs.map((ending) => `${uuid}${ending}`);

/** The names that `$O1`… stand for. An ending that is an input's too gets a name of its own, or the input would be lost. */
export const outputNames = ({ inputs, outputs }: Files, uuid: string): string[] =>
  outputs.map((ending) => (inputs.includes(ending) ? `${uuid}.out${ending}` : `${uuid}${ending}`));

const PLACEHOLDER = /\$([A-Z]+)([0-9]*)/g;

/**
 * The argument vector of a task. Placeholders are resolved within each argument, once: what a value contains is never
 * looked at again, and no shell sees it. Where an argument is nothing but a parameter, the parameter may become two
 * arguments or none; within a longer argument it is text. Empty arguments are left out: Batch takes none.
 */
export function commandOf(task: Task, context: CommandContext): string[] {
  return task.command.flatMap((argument) => resolved(argument, task, context)).filter((argument) => argument !== '');
}

function resolved(argument: string, task: Task, context: CommandContext): string[] {
  const alone = /^\$P([0-9]+)$/.exec(argument);
  const parameter = alone === null ? undefined : task.parameters[Number(alone[1]) - 1];
  if (parameter !== undefined) return argumentsOf(parameter, givenFor(task, parameter, context));
  return [
    argument.replaceAll(PLACEHOLDER, (whole: string, letters: string, digits: string) =>
      digits === ''
        ? (single(letters, task, context) ?? whole)
        : (numbered(letters, Number(digits), task, context) ?? whole),
    ),
  ];
}

function numbered(letters: string, number: number, task: Task, context: CommandContext): string | undefined {
  const index = number - 1;
  const within = (name: string | undefined) => (name === undefined ? undefined : `${context.directory}/${name}`);
  if (letters === 'I') return within(inputNames(task, context.uuid)[index]);
  if (letters === 'O') return within(outputNames(task, context.uuid)[index]);
  const parameter = letters === 'P' ? task.parameters[index] : undefined;
  return parameter && argumentsOf(parameter, givenFor(task, parameter, context)).join(' ');
}

function single(letters: string, task: Task, context: CommandContext): string | undefined {
  if (letters === 'ID') return context.uuid;
  if (letters === 'TMP') return context.directory;
  if (letters !== 'VALUE') return undefined;
  const switchless = task.parameters.find((parameter) => parameter.switchless);
  return switchless && givenFor(task, switchless, context);
}

const givenFor = (task: Task, { alias, default: otherwise = '' }: Parameter, { values }: CommandContext): string =>
  values[fieldName(task.name, alias)] ?? otherwise;

/** A flag is left out where its value is FALSE, and a parameter without a value altogether. */
function argumentsOf({ kind, flag, switchless, spacing }: Parameter, value: string): string[] {
  if (kind === 'boolean') return value === 'FALSE' || value === 'False' ? [] : [flag];
  if (value === '') return [];
  if (switchless || flag === '') return [value];
  return spacing ? [flag, value] : [`${flag}${value}`];
}
