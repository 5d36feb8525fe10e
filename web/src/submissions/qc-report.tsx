import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readDocument } from '../api/download.ts';
import { formatBytes, formatCount } from '../format.ts';
import { Answer } from '../layout/states.tsx';
import { checkCounts, type Report, sizeClasses } from './qc-figures.ts';

/** What quality control found, in figures. */
export function QcReport({ id }: { id: string }): ReactNode {
  const report = useQuery({
    queryKey: ['qc-report', id],
    queryFn: () => readDocument<Report>(`/api/v1/submissions/${id}/outputs/qc-report.json`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="panel" aria-labelledby="qc">
      <Title order={2} size="h4" mb="xs" id="qc">
        Quality control
      </Title>
      <Answer query={report}>{(found) => <Figures report={found} />}</Answer>
    </section>
  );
}

function Figures({ report }: { report: Report }): ReactNode {
  const checks = checkCounts(report.files);
  const sizes = sizeClasses(report.files);
  return (
    <>
      <Text size="sm" mb="md">
        {formatCount(report.total, 'file')} ({formatBytes(report.bytes)}): {report.passed} passed, {report.failed}{' '}
        failed.
      </Text>
      <div className="cards">
        <figure
          style={{ margin: 0 }}
          aria-label={checks.map((row) => `${row.check}: ${row.passed} passed, ${row.failed} failed`).join('; ')}
        >
          <Text component="figcaption" size="sm" fw={600}>
            Checks
          </Text>
          <BarChart
            h={200}
            data={checks}
            yAxisProps={{ allowDecimals: false }}
            dataKey="check"
            type="stacked"
            withLegend
            series={[
              { name: 'passed', color: 'var(--good)' },
              { name: 'failed', color: 'var(--bad)' },
              { name: 'skipped', color: 'var(--none)' },
            ]}
          />
        </figure>
        <figure
          style={{ margin: 0 }}
          aria-label={sizes.map((row) => `${row.size}: ${formatCount(row.files, 'file')}`).join('; ')}
        >
          <Text component="figcaption" size="sm" fw={600}>
            Sizes
          </Text>
          <BarChart
            h={200}
            data={sizes}
            dataKey="size"
            yAxisProps={{ allowDecimals: false }}
            series={[{ name: 'files', color: 'var(--busy)' }]}
          />
        </figure>
      </div>
    </>
  );
}
