import type { NewSpecification, Specification, SpecificationChanges } from './gateway-types.ts';

/** One input as it stands in the form. */
export interface InputValues {
  /** tells rows apart while their paths are being written */
  id: string;
  dataStorePath: string;
  name: string;
  isRequired: boolean;
  /** `csv, xlsx`; nothing: any file */
  types: string;
  /** bytes; nothing: as large as files can be */
  maxBytes: string;
}

/** What the service takes where nobody says it. */
export const USUAL_TIMEOUT_DAYS = 30;

/** A specification as it stands in the form. */
export interface SpecificationValues {
  name: string;
  description: string;
  policy: NonNullable<NewSpecification['policy']>;
  /** SPDX identifier; nothing: what the site has for public data */
  licence: string;
  /** days; nothing: what the site has for all */
  timeoutDays: string;
  retention: 'forever' | 'never' | 'days';
  retentionDays: string;
  active: boolean;
  inputs: readonly InputValues[];
  /** JSON */
  checks: string;
}

export const newInput = (): InputValues => ({
  id: crypto.randomUUID(),
  dataStorePath: '',
  name: '',
  isRequired: true,
  types: '',
  maxBytes: '',
});

export const newValues = (): SpecificationValues => ({
  name: '',
  description: '',
  policy: 'private',
  licence: '',
  timeoutDays: '',
  retention: 'forever',
  retentionDays: '',
  active: true,
  inputs: [newInput()],
  checks: '[]',
});

export function valuesOf(specification: Specification): SpecificationValues {
  const { name, description, policy, licence, timeoutDays, active, inputs, checks } = specification;
  const { mediaRetentionDays: kept } = specification;
  const isWord = kept === 'forever' || kept === 'never';
  return {
    name,
    description: description ?? '',
    policy,
    licence: licence ?? '',
    timeoutDays: String(timeoutDays),
    retention: isWord ? kept : 'days',
    retentionDays: isWord ? '' : String(kept),
    active,
    inputs: inputs.map((input) => ({
      id: crypto.randomUUID(),
      dataStorePath: input.dataStorePath,
      name: input.name,
      isRequired: input.mode === 'required',
      types: input.types?.join(', ') ?? '',
      maxBytes: input.maxBytes === undefined ? '' : String(input.maxBytes),
    })),
    checks: JSON.stringify(checks, null, 2),
  };
}

/** What is sent. @throws Error where the checks are no JSON, with the place */
export function specificationOf(values: SpecificationValues): NewSpecification {
  const { name, description, policy, licence, timeoutDays, retention, retentionDays, active, inputs } = values;
  return {
    name,
    ...(description !== '' && { description }),
    policy,
    ...(licence !== '' && { licence }),
    ...(timeoutDays !== '' && { timeoutDays: Number(timeoutDays) }),
    mediaRetentionDays: retention === 'days' ? Number(retentionDays) : retention,
    active,
    inputs: inputs.map(inputOf),
    checks: checksOf(values.checks),
  };
}

/** What is sent to change one: what was cleared is said, since what is not said stays. @throws as `specificationOf` */
export const changesOf = (values: SpecificationValues): SpecificationChanges => ({
  ...specificationOf(values),
  description: values.description,
  licence: values.licence === '' ? null : values.licence,
  timeoutDays: values.timeoutDays === '' ? USUAL_TIMEOUT_DAYS : Number(values.timeoutDays),
});

function inputOf({
  dataStorePath,
  name,
  isRequired,
  types,
  maxBytes,
}: InputValues): NewSpecification['inputs'][number] {
  const endings = types
    .split(/[\s,]+/)
    .map((type) => type.replace(/^\./, ''))
    .filter(Boolean);
  return {
    dataStorePath,
    name,
    mode: isRequired ? 'required' : 'optional',
    ...(endings.length > 0 && { types: endings }),
    ...(maxBytes !== '' && { maxBytes: Number(maxBytes) }),
  };
}

function checksOf(text: string): NonNullable<NewSpecification['checks']> {
  try {
    // The service says what is wrong with them, check by check.
    return (text.trim() === '' ? [] : JSON.parse(text)) as NonNullable<NewSpecification['checks']>;
  } catch (error) {
    throw new Error(`The checks are no JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
