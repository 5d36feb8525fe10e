import { Anchor, Group, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../format.ts';
import { Bars } from '../../layout/bars.tsx';
import { Moment } from '../../layout/moment.tsx';
import { ScrollTable } from '../../layout/scroll-table.tsx';
import { Answer } from '../../layout/states.tsx';
import { CsvButton } from './csv-button.tsx';
import type { Reported } from './gateway-types.ts';
import { submissionsPerDay } from './report-figures.ts';
import { type Period, reportedQuery } from './reports-api.ts';

interface ReportProps {
  specificationKey: string;
  period: Period;
}

const SHOWN = 50;

export function SubmissionsReport({ specificationKey, period }: ReportProps): ReactNode {
  const query = useQuery(reportedQuery(specificationKey, period));
  return (
    <section className="panel" aria-labelledby="submissions">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="submissions">
          Submissions
        </Title>
        <CsvButton specificationKey={specificationKey} kind="submissions" period={period} of="the submissions" />
      </Group>
      <Answer query={query}>
        {({ submissions, next }) => (
          <>
            <Figures all={submissions} isPart={next !== undefined} />
            {submissions.length > 0 && <SubmissionTable all={submissions} />}
          </>
        )}
      </Answer>
    </section>
  );
}

function Figures({ all, isPart }: { all: readonly Reported[]; isPart: boolean }): ReactNode {
  if (all.length === 0) return <Text c="dimmed">Nothing was submitted in this time.</Text>;
  const bytes = all.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0);
  return (
    <>
      <Text size="sm" mb="sm">
        {formatCount(all.length, 'submission')}, {formatBytes(bytes)}.
        {isPart && ' There are more, which are not counted here: the CSV has all.'}
      </Text>
      <Bars
        data={submissionsPerDay(all)}
        x="day"
        series={[
          ['succeeded', 'var(--good)'],
          ['failed', 'var(--bad)'],
          ['open', 'var(--busy)'],
        ]}
      />
    </>
  );
}

function SubmissionTable({ all }: { all: readonly Reported[] }): ReactNode {
  return (
    <>
      <ScrollTable label="Submissions" columns={['Submission', 'Submitter', 'Made', 'State', 'Why it failed']}>
        {all.slice(-SHOWN).map(({ id, submitter, createdAt, state, errorMessage }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Anchor component={Link} to="/app/submissions/$id" params={{ id } as never} className="mono">
                {id}
              </Anchor>
            </Table.Td>
            <Table.Td>{submitter}</Table.Td>
            <Table.Td>
              <Moment iso={createdAt} />
            </Table.Td>
            <Table.Td>{state}</Table.Td>
            <Table.Td className="message">{errorMessage}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {all.length > SHOWN && (
        <Text size="sm" c="dimmed">
          The last {SHOWN} are listed.
        </Text>
      )}
    </>
  );
}
