import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readDocument } from '../api/download.ts';
import { formatBytes, formatCount } from '../format.ts';
import { Bars } from '../layout/bars.tsx';
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
      <div className="charts">
        <section aria-label="Checks">
          <Text size="sm" fw={600}>
            Checks
          </Text>
          <Bars
            data={checks}
            x="check"
            series={[
              ['passed', 'var(--good)'],
              ['failed', 'var(--bad)'],
              ['skipped', 'var(--none)'],
            ]}
          />
        </section>
        <section aria-label="Sizes">
          <Text size="sm" fw={600}>
            Sizes
          </Text>
          <Bars data={sizes} x="size" sideways series={[['files', 'var(--busy)']]} />
        </section>
      </div>
    </>
  );
}
