import { email } from '../account/fields.ts';
import type { CompilePattern } from '../manifest/pattern.ts';
import type { FormErrors } from './refusal.ts';
import { type JobRequest, parametersOf, type RunnableJob } from './runnable-job.ts';
import type { Parameter } from './task.ts';
import { passes } from './validate-input.ts';

const NAME_MAX = 64;
const EMAIL_MAX = 256;
/** They are kept with the submission, in a row of the table, and become arguments of a program. */
const VALUE_MAX = 1000;
const ALL_VALUES_MAX = 50_000;
const REQUIRED = 'This field is required.';
const tooLong = (most: number, length: number) =>
  `Ensure this value has at most ${most} characters (it has ${length}).`;

/** All faults of the form, by field; a field without fault is left out. */
export function formErrors(request: JobRequest, jobs: readonly RunnableJob[], compile: CompilePattern): FormErrors {
  const found: [string, string | undefined][] = [
    ['submission_name', nameFault(request.name)],
    ['email', emailFault(request.email)],
    ['input_data', fileFault(request, jobs, compile)],
    ['job', sizeFault(request, jobs)],
    ...jobs.flatMap((job) =>
      parametersOf(job).map(([field, parameter]) => fieldFault(request, field, parameter, compile)),
    ),
  ];
  return Object.fromEntries(found.flatMap(([field, fault]) => (fault === undefined ? [] : [[field, [fault]]])));
}

function sizeFault({ values }: JobRequest, jobs: readonly RunnableJob[]): string | undefined {
  const lengths = jobs.map((job) =>
    parametersOf(job).reduce((sum, [field]) => sum + (values.get(field) ?? '').length, 0),
  );
  const most = Math.max(...lengths);
  return most > ALL_VALUES_MAX
    ? `The parameters have ${most} characters together; at most ${ALL_VALUES_MAX} are allowed.`
    : undefined;
}

function nameFault(name: string): string | undefined {
  const text = name.trim();
  if (text === '') return REQUIRED;
  if (text.length > NAME_MAX) return tooLong(NAME_MAX, text.length);
  return /\p{Cc}/u.test(text) || !text.isWellFormed() ? 'Control characters are not allowed.' : undefined;
}

function emailFault(address: string): string | undefined {
  const text = address.trim();
  if (text === '') return REQUIRED;
  if (text.length > EMAIL_MAX) return tooLong(EMAIL_MAX, text.length);
  return email.safeParse(text).success ? undefined : 'Enter a valid email address.';
}

function fileFault({ file }: JobRequest, jobs: readonly RunnableJob[], compile: CompilePattern): string | undefined {
  if (file === undefined) return REQUIRED;
  if (file.bytes.length === 0) return 'The submitted file is empty.';
  const most = Math.min(...jobs.map(({ job }) => job.limits.inputBytes ?? Number.POSITIVE_INFINITY));
  if (file.bytes.length > most)
    return `The submitted file has ${file.bytes.length} bytes; at most ${most} are allowed.`;
  const valid = jobs.every(({ job }) => job.validators.every((validator) => passes(validator, file.bytes, compile)));
  return valid ? undefined : 'Input data could not be validated';
}

/** What the parameter itself asks of its value; a default is the administrator's, and taken as it is. */
function fieldFault(
  { values }: JobRequest,
  field: string,
  { validation }: Parameter,
  compile: CompilePattern,
): [string, string | undefined] {
  const value = values.get(field);
  if (value === undefined) return [field, undefined];
  if (value.length > VALUE_MAX) return [field, tooLong(VALUE_MAX, value.length)];
  if (validation === undefined) return [field, undefined];
  const { pattern, oneOf, min, max } = validation;
  const number = value === '' ? Number.NaN : Number(value);
  if (oneOf !== undefined && !oneOf.includes(value)) return [field, `Choose one of: ${oneOf.join(', ')}.`];
  if (pattern !== undefined && !compile(pattern).test(value)) return [field, `The value must match ${pattern}.`];
  if ((min ?? max) !== undefined && !Number.isFinite(number)) return [field, 'Enter a number.'];
  if (min !== undefined && number < min) return [field, `Ensure this value is greater than or equal to ${min}.`];
  if (max !== undefined && number > max) return [field, `Ensure this value is less than or equal to ${max}.`];
  return [field, undefined];
}
