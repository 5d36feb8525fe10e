import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RuleConformance } from '../../domain/gateway/conformance.ts';
import type { Table } from './client.ts';
import { type RecordPage, recordPage } from './gateway/record-page.ts';
import { keys } from './keys.ts';

/** What the checks of one submission came to, rule by rule. */
export interface SubmissionConformance {
  submissionId: string;
  specificationKey: string;
  assignmentKey: string;
  /** of the submission, ISO 8601: reports are about the time at which submissions were made */
  createdAt: string;
  rules: readonly RuleConformance[];
}

/** Once more, after a redrive or a repeated step, it takes the place of what stood there. */
export async function recordConformance(table: Table, conformance: SubmissionConformance): Promise<void> {
  const { specificationKey, createdAt, submissionId } = conformance;
  const Item = { ...keys.conformance(specificationKey, createdAt, submissionId), ...conformance };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

/** Days, `YYYY-MM-DD`, UTC; both are part of it. */
export interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

/** Those of a specification's submissions that were made in a period, oldest first. */
export function listConformance(
  table: Table,
  specificationKey: string,
  page: Period & { after?: string | undefined; limit: number },
): Promise<RecordPage<SubmissionConformance>> {
  const { PK } = keys.conformance(specificationKey, '', '');
  const at = (time: string) => keys.conformance(specificationKey, time, '').SK.slice(0, -1);
  // a tilde sorts behind every time of the day
  const between = [at(page.from ?? ''), at(`${page.to ?? ''}~`)] as const;
  return recordPage(table, { PK, after: page.after, limit: page.limit, between });
}
