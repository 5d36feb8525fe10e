import * as z from 'zod/mini';
import { lineOf } from '../account/fields.ts';
import { checkFaults } from '../conformance/check-faults.ts';
import { checkList, checksSchema } from '../conformance/checks.ts';
import type { Issue } from '../errors.ts';
import type { CompilePattern } from '../manifest/pattern.ts';
import { licence } from '../submission/licence.ts';
import { POLICIES } from '../submission/submission.ts';

/** A submission is made with all its inputs in one transaction, and started in one that looks at each: 100 items hold so many. */
const MOST_INPUTS = 50;
/** Part of a sort key, which ends at 1,024 bytes. */
const LONGEST_PATH_BYTES = 500;

const dataStorePath = () =>
  z.string().check(
    z.minLength(1, 'A dataStorePath must not be empty.'),
    z.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'A dataStorePath must not contain line breaks or control characters.'),
    z.refine((text) => text.isWellFormed() && text.trim() === text, 'A dataStorePath has no spaces around it.'),
    z.refine(
      (text) => new TextEncoder().encode(text).length <= LONGEST_PATH_BYTES,
      `A dataStorePath has at most ${LONGEST_PATH_BYTES} bytes.`,
    ),
  );

export const inputSchema = () =>
  z.strictObject({
    dataStorePath: dataStorePath().check(
      z.describe('names the input in calls; taken as it is, whatever it looks like'),
    ),
    name: lineOf('The name of an input', 200),
    mode: z._default(z.enum(['required', 'optional']), 'required'),
    types: z
      .optional(
        z
          .array(
            z
              .string()
              .check(
                z.trim(),
                z.toLowerCase(),
                z.regex(/^[a-z0-9][a-z0-9.]{0,19}$/, 'A type is a file name ending without its dot, such as csv.'),
              ),
          )
          .check(z.minLength(1), z.maxLength(20)),
      )
      .check(z.describe('endings of the files that are accepted; any file where there are none')),
    maxBytes: z.optional(z.int().check(z.positive())),
  });

const DAYS_IN_YEAR = 366;
/** A tenth of a second: what is next to nothing is a mistake, and no number that a record can keep. */
const LEAST_DAYS = 0.000_001;
const days = (most: number) => z.number().check(z.minimum(LEAST_DAYS), z.maximum(most));

const mediaRetention = () =>
  z
    .union([z.enum(['forever', 'never']), days(100 * DAYS_IN_YEAR)])
    .check(z.describe('days for which the files of a finished submission stay; never: they go when it ends'));

const fields = () => ({
  name: lineOf('The name', 200),
  description: z.optional(z.string().check(z.maxLength(5000))),
  policy: z.enum(POLICIES),
  licence: z.optional(licence),
  timeoutDays: days(DAYS_IN_YEAR).check(z.describe('a submission that is not started within so many days fails')),
  mediaRetentionDays: mediaRetention(),
  active: z.boolean(),
  inputs: z.array(inputSchema()).check(z.minLength(1, 'A specification needs an input.'), z.maxLength(MOST_INPUTS)),
  checks: checkList(),
});

/** Days in which a submission is to be started where its specification does not say, and that are no more than files are kept. */
export const TIMEOUT_DAYS = 30;

/** What a caller gives for a new specification. */
export function newSpecificationSchema() {
  const given = fields();
  return z.strictObject({
    ...given,
    policy: z._default(given.policy, 'private'),
    timeoutDays: z.optional(given.timeoutDays),
    mediaRetentionDays: z._default(given.mediaRetentionDays, 'forever'),
    active: z._default(given.active, true),
    checks: checksSchema(),
  });
}

export const specificationChangeSchema = () =>
  z
    .partial(
      z.strictObject({
        ...fields(),
        licence: z.nullable(licence).check(z.describe('SPDX identifier; null: none any more')),
      }),
    )
    .check(
      z.refine(
        (change) => Object.values(change).some((value) => value !== undefined),
        'Name at least one field to change.',
      ),
    );

export type Input = z.output<ReturnType<typeof inputSchema>>;
export interface NewSpecification extends z.output<ReturnType<typeof newSpecificationSchema>> {
  timeoutDays: number;
}
export type SpecificationChange = z.output<ReturnType<typeof specificationChangeSchema>>;

/** What is to be handed in, and what becomes of it. */
export interface Specification extends NewSpecification {
  key: string;
  projectKey: string;
  createdAt: string;
  updatedAt: string;
  version: number;
}

/** What a submission keeps of the specification that it was made for, however that changes later. */
export interface Snapshot extends Specification {
  assignmentKey: string;
}

const publicPolicies: readonly string[] = ['open', 'embargo'];

/**
 * What no single field shows to be wrong.
 * @param longestDays how long uploaded files are kept for a submission that waits
 */
export function specificationFaults(
  specification: NewSpecification,
  longestDays: number,
  compile: CompilePattern,
): Issue[] {
  const { inputs, policy, timeoutDays, mediaRetentionDays, checks } = specification;
  const paths = inputs.map(({ dataStorePath }) => dataStorePath);
  const issues: Issue[] = paths.flatMap((path, index) =>
    paths.indexOf(path) === index
      ? []
      : [{ field: `inputs.${index}.dataStorePath`, message: `There are two inputs '${path}'.`, value: path }],
  );
  if (timeoutDays > longestDays) {
    const message = `Uploaded files are kept for ${longestDays} days before their submission starts: it must start within these.`;
    issues.push({ field: 'timeoutDays', message });
  }
  if (mediaRetentionDays !== 'forever' && publicPolicies.includes(policy)) {
    const message = `Data under the policy ${policy} is published, which cannot be taken back: its files stay forever.`;
    issues.push({ field: 'mediaRetentionDays', message });
  }
  const faults = checkFaults(checks, paths, compile);
  return [...issues, ...faults.map(({ field, message }) => ({ field: `checks.${field}`, message }))];
}

/** Days after its end at which a submission's files go; undefined where they stay. */
export function retentionDays({ mediaRetentionDays }: Pick<Specification, 'mediaRetentionDays'>): number | undefined {
  if (mediaRetentionDays === 'forever') return undefined;
  return mediaRetentionDays === 'never' ? 0 : mediaRetentionDays;
}
