import { Group, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatNumber } from '../../format.ts';
import { formatConformance } from '../../layout/conformance.ts';
import { ConformanceBars } from '../../layout/conformance-bars.tsx';
import { ScrollTable } from '../../layout/scroll-table.tsx';
import { Answer } from '../../layout/states.tsx';
import { CsvButton } from './csv-button.tsx';
import type { Rule, Task } from './gateway-types.ts';
import { type Period, rulesQuery, tasksQuery } from './reports-api.ts';

interface ReportProps {
  specificationKey: string;
  period: Period;
}

/** How far the data keeps each rule, and each check as a whole. */
export function ConformanceReport({ specificationKey, period }: ReportProps): ReactNode {
  const rules = useQuery(rulesQuery(specificationKey, period));
  const tasks = useQuery(tasksQuery(specificationKey, period));
  const asked = { specificationKey, period };
  return (
    <>
      <section className="panel" aria-labelledby="tasks">
        <Heading id="tasks" title="Checks">
          <CsvButton {...asked} kind="task_conformance" of="the checks" />
        </Heading>
        <Answer query={tasks}>{(all) => <Tasks all={all} />}</Answer>
      </section>
      <section className="panel" aria-labelledby="rules">
        <Heading id="rules" title="Rules">
          <CsvButton {...asked} kind="rule_conformance" of="the rules" />
        </Heading>
        <Answer query={rules}>{(all) => <Rules all={all} />}</Answer>
      </section>
    </>
  );
}

const Heading = ({ id, title, children }: { id: string; title: string; children: ReactNode }): ReactNode => (
  <Group justify="space-between" mb="sm">
    <Title order={2} size="h4" id={id}>
      {title}
    </Title>
    {children}
  </Group>
);

const NOTHING = <Text c="dimmed">Nothing was checked in this time.</Text>;
const FIGURES = ['Conformance', 'Checked', 'Failed', 'Submissions that failed'];

function Tasks({ all }: { all: readonly Task[] }): ReactNode {
  if (all.length === 0) return NOTHING;
  return (
    <>
      <ConformanceBars rows={all.map(({ task, conformance }) => ({ name: task, conformance }))} />
      <ScrollTable label="Checks" columns={['Check', ...FIGURES]}>
        {all.map((row) => (
          <Table.Tr key={`${row.task}${row.severity}`}>
            <Table.Td className="message">{row.task}</Table.Td>
            <Numbers row={row} />
          </Table.Tr>
        ))}
      </ScrollTable>
    </>
  );
}

function Rules({ all }: { all: readonly Rule[] }): ReactNode {
  if (all.length === 0) return NOTHING;
  // What is kept worst comes first.
  const sorted = all.toSorted((a, b) => a.conformance - b.conformance);
  return (
    <ScrollTable label="Rules" columns={['Check', 'Rule', ...FIGURES]}>
      {sorted.map((row) => (
        <Table.Tr key={`${row.check}\u0000${row.rule}\u0000${row.severity}`}>
          <Table.Td className="message">{row.check}</Table.Td>
          <Table.Td className="message">
            {row.rule}
            {row.severity === 'warning' && ' (warning)'}
          </Table.Td>
          <Numbers row={row} />
        </Table.Tr>
      ))}
    </ScrollTable>
  );
}

const Numbers = ({ row }: { row: Omit<Task, 'task'> }): ReactNode => (
  <>
    <Table.Td>{formatConformance(row.conformance)}</Table.Td>
    <Table.Td>{formatNumber(row.checked)}</Table.Td>
    <Table.Td>{formatNumber(row.failed)}</Table.Td>
    <Table.Td>
      {formatNumber(row.failedSubmissions)} of {formatNumber(row.submissions)}
    </Table.Td>
  </>
);
