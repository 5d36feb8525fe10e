import * as z from 'zod/mini';
import { storableNumber } from '../number.ts';
import { ending, fieldName, OWN_FIELDS, parameterAlias, taskName } from './names.ts';
import { sizeFault } from './resources.ts';

const text = (most: number) =>
  z.string().check(
    z.maxLength(most),
    z.refine((value) => !value.includes('\0'), 'cannot contain NUL'),
  );

/** What a value must be beyond the rules that hold for all; every rule that is given has to hold. */
export const valueRules = () =>
  z.strictObject({
    /** RE2 regular expression for the whole value */
    pattern: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
    oneOf: z.optional(z.array(z.string().check(z.maxLength(200))).check(z.minLength(1), z.maxLength(200))),
    /** the value is a number, not below or above */
    min: z.optional(storableNumber()),
    max: z.optional(storableNumber()),
  });

const parameterSchema = () =>
  z.strictObject({
    /** submitters give it as `{task}_{alias}` */
    alias: parameterAlias(),
    /** `boolean`: the flag alone, left out where the value is FALSE */
    kind: z._default(z.enum(['value', 'boolean']), 'value'),
    /** such as `-n`; stands before the value */
    flag: z._default(text(200), ''),
    /** the value stands without its flag */
    switchless: z._default(z.boolean(), false),
    /** flag and value are two arguments (`-n 5`); otherwise one (`-n5`) */
    spacing: z._default(z.boolean(), true),
    /** what counts where a submitter gives nothing; without it the parameter is required */
    default: z.optional(text(1000)),
    validation: z.optional(valueRules()),
  });
export type Parameter = z.output<ReturnType<typeof parameterSchema>>;

export const CONFIGURATION_TYPES = ['Software', 'Dataset', 'Misc.'] as const;

/** What `job/{name}` tells users of a task: programs and data with their versions. */
const configurationSchema = () =>
  z.strictObject({
    type: z.enum(CONFIGURATION_TYPES),
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    version: z._default(z.string().check(z.maxLength(200)), ''),
    parameters: z._default(z.string().check(z.maxLength(2000)), ''),
  });

const exitCodeSchema = () =>
  z.strictObject({
    code: z.int().check(z.minimum(1), z.maximum(255)),
    /** `continue` as after 0; `stop`: the job is complete with what there is; `fail` is what other codes do */
    behaviour: z.enum(['continue', 'stop', 'fail']),
  });

/** The names of environment variables that we set ourselves, or that say where the container's rights come from. */
const RESERVED_VARIABLE = /^(AWS_|ECS_|WAYBILL_)/;

const variableSchema = () =>
  z.strictObject({
    name: z.string().check(
      z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'letters, digits and underscores'),
      z.refine((name) => !RESERVED_VARIABLE.test(name), 'names that begin with AWS_, ECS_ and WAYBILL_ are reserved'),
    ),
    value: text(4096),
  });

/** The fields of a task, each by itself; `taskSchema` adds what they ask of one another. */
export const taskFields = () =>
  z.strictObject({
    name: taskName(),
    description: z.optional(z.string().check(z.maxLength(2000))),
    /** container image, with its tag or digest; absent where `lambda` is given */
    image: z.optional(
      z.string().check(z.regex(/^[a-z0-9][A-Za-z0-9._\-/:@]{0,254}$/, 'the name of a container image')),
    ),
    /** name of a Lambda function that does the work instead of a container */
    lambda: z.optional(
      z
        .string()
        .check(
          z.regex(/^waybill-task-[A-Za-z0-9_-]{1,50}$/, "the name of a function that begins with 'waybill-task-'"),
        ),
    ),
    /**
     * The program and its arguments. Placeholders are resolved in each argument by itself, and never by a shell:
     * `$I1`… input files, `$O1`… output files, `$P1`… parameters, `$ID`, `$TMP`, `$VALUE`.
     */
    command: z._default(z.array(text(2000)).check(z.maxLength(100)), []),
    /** endings of the files that it reads; the first is that of the submitted file */
    inputs: z._default(z.array(ending()).check(z.maxLength(20)), []),
    /** endings of the files that it makes, each of which must be there */
    outputs: z._default(z.array(ending()).check(z.maxLength(20)), []),
    /** ending of the file that holds what it prints */
    stdout: z.optional(ending()),
    parameters: z._default(z.array(parameterSchema()).check(z.maxLength(50)), []),
    environment: z._default(z.array(variableSchema()).check(z.maxLength(50)), []),
    exitCodes: z._default(z.array(exitCodeSchema()).check(z.maxLength(50)), []),
    /** what it means that an output is missing */
    incompleteOutputs: z._default(z.enum(['continue', 'stop', 'fail']), 'fail'),
    vcpu: z._default(z.number(), 0.25),
    memoryMiB: z._default(z.int(), 512),
    /** Fargate keeps a job for two weeks at most; a Lambda function ends after 15 minutes */
    timeoutSeconds: z._default(z.int().check(z.minimum(1), z.maximum(14 * 86_400)), 900),
    configuration: z._default(z.array(configurationSchema()).check(z.maxLength(50)), []),
  });

type Fields = z.output<ReturnType<typeof taskFields>>;

/** A row of the table ends at 400 kB, and a submission keeps the tasks of its job. */
const LARGEST_TASK_BYTES = 16_384;
/** the longest that Lambda lets a function run */
const LAMBDA_SECONDS = 900;

const PLACEHOLDER = /\$([A-Z]+)([0-9]*)/g;

interface Fault {
  message: string;
  path: (string | number)[];
}

/** Placeholders that stand for nothing: `$P3` of two parameters. */
function placeholderFaults({ command, inputs, outputs, parameters }: Fields): Fault[] {
  const numbered: Readonly<Record<string, number>> = { I: inputs.length, O: outputs.length, P: parameters.length };
  return command.flatMap((argument, index) =>
    [...argument.matchAll(PLACEHOLDER)].flatMap(([placeholder, letters = '', digits = '']) => {
      const most = numbered[letters];
      if (digits === '' || most === undefined || (Number(digits) >= 1 && Number(digits) <= most)) return [];
      return [{ message: `${placeholder} stands for nothing: there are ${most}.`, path: ['command', index] }];
    }),
  );
}

function parameterFaults({ name, parameters }: Fields): Fault[] {
  return parameters.flatMap(({ alias, kind, flag, switchless }, index) => {
    const field = fieldName(name, alias);
    const path = (key: string) => ['parameters', index, key];
    return [
      ...(parameters.findIndex((other) => other.alias === alias) < index
        ? [{ message: `Two parameters are called '${alias}'.`, path: path('alias') }]
        : []),
      ...(OWN_FIELDS.some((own) => own === field)
        ? [{ message: `'${field}' is a field of every submission.`, path: path('alias') }]
        : []),
      ...(kind === 'boolean' && flag === ''
        ? [{ message: 'A boolean parameter is its flag, so it needs one.', path: path('flag') }]
        : []),
      ...(kind === 'boolean' && switchless
        ? [{ message: 'A boolean parameter is its flag, so it cannot be without.', path: path('switchless') }]
        : []),
    ];
  });
}

function runnerFaults(task: Fields): Fault[] {
  const { image, lambda, command, vcpu, memoryMiB, timeoutSeconds } = task;
  if ((image === undefined) === (lambda === undefined)) {
    return [{ message: 'A task has either an image or a lambda.', path: ['image'] }];
  }
  if (lambda !== undefined) {
    const message = `A Lambda function ends after ${LAMBDA_SECONDS} seconds.`;
    return timeoutSeconds > LAMBDA_SECONDS ? [{ message, path: ['timeoutSeconds'] }] : [];
  }
  const size = sizeFault(vcpu, memoryMiB);
  return [
    ...(size === undefined ? [] : [{ message: size, path: ['memoryMiB'] }]),
    ...((command[0] ?? '') === '' ? [{ message: 'A container needs a program to run.', path: ['command'] }] : []),
    ...(command[0]?.includes('$')
      ? [{ message: 'The program itself cannot be a placeholder.', path: ['command', 0] }]
      : []),
  ];
}

/** One command that can be a step of jobs, as data. */
export const taskSchema = () =>
  taskFields().check(
    z.superRefine((task, context) => {
      const faults = [...runnerFaults(task), ...placeholderFaults(task), ...parameterFaults(task)];
      for (const { message, path } of faults) context.addIssue({ code: 'custom', message, path });
      if (JSON.stringify(task).length > LARGEST_TASK_BYTES) {
        const message = `The task is too large: written as JSON it can have ${LARGEST_TASK_BYTES} characters.`;
        context.addIssue({ code: 'custom', message, path: [] });
      }
    }),
  );
export type Task = z.output<ReturnType<typeof taskSchema>>;
