import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { formatBytes, formatCount } from '../format.ts';
import { Answer, Empty, Loading } from '../layout/states.tsx';
import { readHistory } from '../submissions/history-api.ts';
import { byDay, byStep, bytesByDay, firstDay, type Listed } from './overview-figures.ts';

const Bars = lazy(() => import('../layout/bars.tsx').then((module) => ({ default: module.Bars })));

/** Submissions that are looked at, and how many come at a time. */
const [MOST, PAGE] = [2000, 500];

/** The latest of the days that charts show. */
async function readLatest(): Promise<{ total: number; listed: Listed[] }> {
  const from = firstDay(new Date());
  const listed: Listed[] = [];
  let page = await readHistory({ from }, PAGE);
  listed.push(...page.submissions);
  while (page.next !== undefined && listed.length < MOST) {
    page = await readHistory({ from, after: page.next }, PAGE);
    listed.push(...page.submissions);
  }
  return { total: page.total, listed };
}

/** How submissions go: of the site for its admins, of the group for the group's. */
export function Overview(): ReactNode {
  const latest = useQuery({ queryKey: ['overview'], queryFn: readLatest, staleTime: 60_000 });
  return <Answer query={latest}>{(found) => <Figures {...found} />}</Answer>;
}

function Figures({ total, listed }: { total: number; listed: readonly Listed[] }): ReactNode {
  if (listed.length === 0) return <Empty title="Nothing was submitted in the last thirty days." />;
  const now = new Date();
  const days = byDay(listed, now);
  const steps = byStep(listed);
  return (
    <Suspense fallback={<Loading />}>
      <Stack>
        <Text size="sm" c="dimmed">
          {listed.length < total
            ? `The latest ${formatCount(listed.length, 'submission')} of ${formatCount(total, 'submission')}`
            : formatCount(total, 'submission')}{' '}
          of the last thirty days
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
        <Chart title="Bytes a day">
          <Bars
            data={bytesByDay(listed, now)}
            x="day"
            told={formatBytes}
            beside
            series={[
              ['received', 'var(--busy)'],
              ['released', 'var(--good)'],
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
