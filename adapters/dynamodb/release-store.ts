import type { Dataset } from '../../domain/submission/dataset.ts';
import type { Table } from './client.ts';
import { datasetRow } from './dataset-store.ts';
import { type StepRecord, stepUpdate } from './step-store.ts';
import { getSubmission, type SubmissionRow } from './submission-store.ts';
import { transact } from './transaction.ts';

/**
 * Records the last step and enters the submission into the catalogue: both or neither, so that nothing is shown as
 * released that was not. If the day that ends its embargo is changed meanwhile, the entry gets the new one.
 * @param entry with the day of the embargo as it was read
 * @returns the submission as it stands now, or undefined where the step was recorded before, or the submission is no
 *   longer running this attempt
 */
export async function recordRelease(
  table: Table,
  record: StepRecord,
  entry: Dataset,
): Promise<SubmissionRow | undefined> {
  for (let dated = entry; ; ) {
    const refused = await release(table, record, dated);
    const submission = await getSubmission(table, record.id);
    if (refused === undefined) return submission;
    const isOpen =
      submission?.state === 'running' &&
      submission.attempt === record.attempt &&
      submission.steps[record.step] === undefined;
    if (!isOpen) return undefined;
    // nothing else can have been in the way; a day that was set is never taken away
    const { embargoUntil } = submission;
    dated = { ...entry, ...(embargoUntil !== undefined && { embargoUntil }) };
  }
}

function release(table: Table, record: StepRecord, entry: Dataset) {
  const { ConditionExpression, ExpressionAttributeValues, ...update } = stepUpdate(table, record);
  const until = entry.embargoUntil;
  const sameDay = until === undefined ? 'attribute_not_exists(embargoUntil)' : 'embargoUntil = :until';
  return transact(table, [
    {
      Update: {
        ...update,
        ConditionExpression: `${ConditionExpression} AND ${sameDay}`,
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ...(until !== undefined && { ':until': until }) },
      },
    },
    { Put: { TableName: table.name, Item: datasetRow(entry) } },
  ]);
}
