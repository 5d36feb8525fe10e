import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { formatCount } from '../format.ts';
import { Answer, Empty, Loading } from '../layout/states.tsx';
import { readHistory } from '../submissions/history-api.ts';
import { byDay, byStep, type Listed } from './overview-figures.ts';

const Bars = lazy(() => import('../layout/bars.tsx').then((module) => ({ default: module.Bars })));

/** Pages of the history that are looked at, a hundred submissions each. */
const PAGES = 5;

async function readLatest(): Promise<{ total: number; listed: Listed[] }> {
  const first = await readHistory({});
  const pages = Math.min(PAGES, Math.ceil(first.total / 100));
  const others = await Promise.all(
    Array.from({ length: Math.max(0, pages - 1) }, (_, n) => readHistory({ page: n + 2 })),
  );
  return { total: first.total, listed: [first, ...others].flatMap(({ results }) => results) };
}

/** How submissions go: of the site for its admins, of the group for the group's. */
export function Overview(): ReactNode {
  const latest = useQuery({ queryKey: ['overview'], queryFn: readLatest, staleTime: 60_000 });
  return <Answer query={latest}>{(found) => <Figures {...found} />}</Answer>;
}

function Figures({ total, listed }: { total: number; listed: readonly Listed[] }): ReactNode {
  if (listed.length === 0) return <Empty title="Nothing has been submitted yet." />;
  const days = byDay(listed, new Date());
  const steps = byStep(listed);
  return (
    <Suspense fallback={<Loading />}>
      <Stack>
        <Text size="sm" c="dimmed">
          {listed.length < total
            ? `The latest ${formatCount(listed.length, 'submission')} of ${formatCount(total, 'submission')}`
            : formatCount(total, 'submission')}
        </Text>
        <Chart title="Submissions a day">
          <Bars
            data={days}
            x="day"
            series={[
              ['complete', 'var(--good)'],
              ['failed', 'var(--bad)'],
              ['running', 'var(--busy)'],
            ]}
          />
        </Chart>
        <div className="charts">
          <Chart title="Where they fail">
            <Bars data={steps} x="step" sideways series={[['failed', 'var(--bad)']]} />
          </Chart>
          <Chart title="Seconds per step (median)">
            <Bars data={steps} x="step" sideways series={[['seconds', 'var(--busy)']]} />
          </Chart>
        </div>
      </Stack>
    </Suspense>
  );
}

function Chart({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className="panel" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}
