import type { Table } from '../../../adapters/dynamodb/client.ts';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import type { Bucket } from '../../../adapters/s3/client.ts';
import { putObject } from '../../../adapters/s3/objects.ts';
import { delimitedLine, neutralise } from '../../../adapters/tables/write-delimited.ts';
import { type Check, slugOf } from '../../../domain/conformance/checks.ts';
import { type CheckOutcome, inOrder } from '../../../domain/conformance/outcome.ts';
import { reportPage } from '../../../domain/conformance/report/html.ts';
import { reportOf } from '../../../domain/conformance/report/json.ts';
import { CLEANED_ENDING, type Output, outputKey } from '../../../domain/submission/outputs.ts';
import { timestamp } from '../../../domain/submission/submission.ts';
import { CLEANED_TYPE } from './cleaned-output.ts';

const outputOf = (id: string, check: Pick<Check, 'name'>, what: string, ending: string, contentType: string) => {
  const output: Output = {
    name: `${check.name}: ${what}`,
    storedFilename: `${slugOf(check.name)}${ending}`,
    contentType,
  };
  return { output, key: outputKey(id, output) };
};

export const cleanedOutput = (id: string, check: Pick<Check, 'name'>) =>
  outputOf(id, check, 'cleaned table', CLEANED_ENDING, CLEANED_TYPE);

/** Writes what a check found, for programs, spreadsheets and people, and makes it known with the submission. */
export async function writeOutputs(table: Table, releases: Bucket, id: string, outcome: CheckOutcome): Promise<void> {
  const check = { name: outcome.check };
  const createdAt = timestamp(new Date());
  const report = reportOf(id, outcome);
  const produced = [
    { ...outputOf(id, check, 'report', '-report.json', 'application/json'), body: JSON.stringify(report) },
    { ...outputOf(id, check, 'report to read', '-report.html', 'text/html; charset=utf-8'), body: reportPage(report) },
    ...(outcome.errors.length === 0
      ? []
      : [{ ...outputOf(id, check, 'errors', '-errors.csv', CLEANED_TYPE), body: errorTable(outcome) }]),
  ];
  for (const { output, key, body } of produced) {
    const { storedFilename, name, contentType } = output;
    const { size } = await putObject({ bucket: releases, key, body, contentType });
    await recordOutput(table, id, storedFilename, { name, contentType, size, createdAt });
  }
  if (outcome.cleaned !== undefined) {
    const { storedFilename, name, contentType } = cleanedOutput(id, check).output;
    await recordOutput(table, id, storedFilename, { name, contentType, size: outcome.cleaned, createdAt });
  }
}

const COLUMNS = ['row', 'column', 'value', 'rule', 'severity', 'message', 'further rows'];

/** For spreadsheets: what would be a formula there is made text. */
function errorTable({ errors, rules }: CheckOutcome): string {
  const lines = inOrder(errors).map(({ rule, row, column = '', value = '', message, more }) => [
    String(row ?? ''),
    column,
    value,
    rules[rule]?.name ?? '',
    rules[rule]?.severity ?? '',
    message,
    String(more ?? ''),
  ]);
  return [COLUMNS, ...lines].map((cells) => delimitedLine(cells.map(neutralise), ',')).join('');
}
