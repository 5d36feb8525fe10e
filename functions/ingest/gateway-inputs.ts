import type { Table } from '../../adapters/dynamodb/client.ts';
import { listInputs } from '../../adapters/dynamodb/gateway/draft-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { typeByName } from '../../domain/gateway/input.ts';
import type { StepResult } from './step.ts';

/**
 * Step 1 of a submission to an assignment, which started with every input that it needs: are the files of types that
 * the specification takes, going by their names? What is in them is judged in step 3, against the type that the start found.
 */
export async function validateInputs(table: Table, submission: SubmissionRow): Promise<StepResult> {
  const inputs = await listInputs(table, submission.id);
  const issues = inputs.flatMap((file) => {
    const { fault } = typeByName(file);
    return fault === undefined ? [] : [{ message: `Input '${file.key}': ${fault}`, field: file.key, rule: 'type' }];
  });
  const changes = { fileCount: inputs.length };
  if (issues.length > 0) {
    const message = issues.map((issue) => issue.message).join(' ');
    return { kind: 'failed', message, issues, issueCount: issues.length, changes };
  }
  const amount = inputs.length === 1 ? 'The one input is' : `All ${inputs.length} inputs are`;
  return { kind: 'passed', message: `${amount} there, as specification ${submission.specificationKey} asks.`, changes };
}
