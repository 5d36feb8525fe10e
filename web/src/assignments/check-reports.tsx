import { Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { readDocument } from '../api/download.ts';
import { formatCount } from '../format.ts';
import { Bars } from '../layout/bars.tsx';
import { ConformanceBars } from '../layout/conformance-bars.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Answer } from '../layout/states.tsx';
import type { Submission } from '../submissions/submission-query.ts';
import { type CheckError, type CheckReport, errorsByColumn } from './check-figures.ts';

const SHOWN = 100;
const MOST_BARS = 12;

/** What the checks of a specification found in the inputs of a submission. */
export function CheckReports({ submission: { id, outputs } }: { submission: Submission }): ReactNode {
  const reports = outputs.filter(
    ({ storedFilename }) => storedFilename.endsWith('-report.json') && storedFilename !== 'qc-report.json',
  );
  return reports.map(({ storedFilename }) => <Report key={storedFilename} id={id} file={storedFilename} />);
}

function Report({ id, file }: { id: string; file: string }): ReactNode {
  const heading = useId();
  const query = useQuery({
    queryKey: ['check-report', id, file],
    queryFn: () => readDocument<CheckReport>(`/api/v1/submissions/${id}/outputs/${encodeURIComponent(file)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="panel" aria-labelledby={heading}>
      <Title order={2} size="h4" mb="xs" id={heading}>
        {query.data ? `Check ${query.data.check}` : 'Check'}
      </Title>
      <Answer query={query}>{(report) => <Findings report={report} />}</Answer>
    </section>
  );
}

function Findings({ report }: { report: CheckReport }): ReactNode {
  const { file, rows, errorCount, warningCount, rules, errors } = report;
  const broken = rules.filter(({ failed }) => failed > 0).toSorted((a, b) => a.conformance - b.conformance);
  const columns = errorsByColumn(errors);
  return (
    <>
      <Text size="sm" mb="md" className="message">
        {file}
        {rows !== undefined && `, ${formatCount(rows, 'row')}`}: {formatCount(errorCount, 'error')},{' '}
        {formatCount(warningCount, 'warning')}. {rules.length - broken.length} of {formatCount(rules.length, 'rule')}{' '}
        hold everywhere.
      </Text>
      {broken.length > 0 && (
        <div className="cards">
          <div>
            <Text size="sm" fw={600}>
              Conformance of the other rules (%)
            </Text>
            <ConformanceBars rows={broken.slice(0, MOST_BARS)} />
          </div>
          {columns.length > 1 && (
            <div>
              <Text size="sm" fw={600}>
                Listed errors by column
              </Text>
              <Bars data={columns.slice(0, MOST_BARS)} x="column" series={[['errors', 'var(--bad)']]} />
            </div>
          )}
        </div>
      )}
      {errors.length > 0 && <Errors errors={errors} total={errorCount + warningCount} />}
    </>
  );
}

function Errors({ errors, total }: { errors: readonly CheckError[]; total: number }): ReactNode {
  return (
    <>
      <ScrollTable label="Errors of the check" columns={['Row', 'Column', 'Value', 'What is wrong']}>
        {errors.slice(0, SHOWN).map(({ row, column, value, severity, message }) => (
          <Table.Tr key={`${row}\u0000${column}\u0000${message}`}>
            <Table.Td>{row}</Table.Td>
            <Table.Td className="message">{column}</Table.Td>
            <Table.Td className="message">{value}</Table.Td>
            <Table.Td className="message">
              {message}
              {severity === 'warning' && ' (warning)'}
            </Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {total > SHOWN && (
        <Text size="sm" c="dimmed">
          More of the {total} are in the outputs: errors as CSV, report as JSON and as a page.
        </Text>
      )}
    </>
  );
}
