import { recordConformance } from '../../../adapters/dynamodb/conformance-store.ts';
import { allFiles, type FileRow, updateFile } from '../../../adapters/dynamodb/file-store.ts';
import { getSnapshot } from '../../../adapters/dynamodb/gateway/draft-store.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import type { Check } from '../../../domain/conformance/checks.ts';
import { type CheckOutcome, problemOf } from '../../../domain/conformance/outcome.ts';
import type { RuleConformance } from '../../../domain/gateway/conformance.ts';
import { type CheckPlaces, readOutcome } from './check-input.ts';
import { checkForeignKeys, type Found } from './foreign-keys.ts';
import { writeOutputs } from './outputs.ts';
import { openWorkStore } from './work-store.ts';

/**
 * When every input has been checked by itself: looks foreign keys up, writes the outputs of all checks, and records how
 * far the submission keeps the rules. Inputs that fail only now are marked so, before the step counts them.
 */
export async function finishChecks(places: CheckPlaces, submission: SubmissionRow): Promise<void> {
  const { table, uploads, releases } = places;
  const snapshot = await getSnapshot(table, submission.id);
  if (snapshot === undefined || snapshot.checks.length === 0) return;
  const { checks } = snapshot;
  const work = openWorkStore(uploads, submission.id);
  const files = new Map<string, FileRow>();
  for await (const file of allFiles(table, submission.id)) files.set(file.key, file);
  const outcomes = new Map<Check, CheckOutcome>();
  for (const check of checks) {
    const outcome = files.has(check.input) ? await readOutcome(work, check) : undefined;
    if (outcome !== undefined) outcomes.set(check, outcome);
    else if (isVerified(files.get(check.input))) throw new Error(`What '${check.name}' found is not there any more.`);
  }
  /** inputs of which more is wrong than they showed by themselves */
  const changed = new Set<string>();
  const found: Found = { checks, outcomes, files, work, uploads };
  for (const [check, outcome] of outcomes) {
    if (check.kind === 'table' && (await checkForeignKeys(check, outcome, found))) changed.add(check.input);
    await writeOutputs(table, releases, submission.id, outcome);
  }
  for (const input of changed) {
    const problems = [...outcomes].flatMap(([check, outcome]) =>
      check.input === input ? (problemOf(outcome) ?? []) : [],
    );
    await fail(places, files.get(input), problems.join(' '));
  }
  const { key: specificationKey, assignmentKey } = snapshot;
  const { id: submissionId, createdAt } = submission;
  const rules = [...outcomes.values()].flatMap(conformanceOf).slice(0, MOST_RULES);
  await recordConformance(table, { submissionId, specificationKey, assignmentKey, createdAt, rules });
}

const isVerified = (file: FileRow | undefined): boolean => file?.state === 'verified' || file?.state === 'released';

async function fail({ table }: CheckPlaces, file: FileRow | undefined, problem: string): Promise<void> {
  if (file === undefined || problem === '' || file.state === 'released') return;
  await updateFile(table, file, { state: 'failed', problem }, { state: file.state });
}

/** They are one row of the table, which holds 400 kB: rules of a hundred bytes each. */
const MOST_RULES = 2_000;

const conformanceOf = ({ check, rules }: CheckOutcome): RuleConformance[] =>
  rules
    .filter(({ checked }) => checked > 0)
    .map(({ name, severity, checked, failed }) => ({ check, rule: name, severity, checked, failed }));
