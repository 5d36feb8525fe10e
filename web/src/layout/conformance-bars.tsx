import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { ReactNode } from 'react';
import { formatConformance } from './conformance.ts';

interface ConformanceBarsProps {
  /** with percents */
  rows: readonly { name: string; conformance: number }[];
}

/** Pixels: of the names, of a bar, of a bar with what is around it, of the axis. */
const [NAME_WIDTH, BAR_WIDTH, ROW_HEIGHT, AXIS_HEIGHT] = [160, 28, 40, 60];

/** How far each rule or check is kept, of a hundred, and the same in words for those who do not see it. */
export function ConformanceBars({ rows }: ConformanceBarsProps): ReactNode {
  const words = rows.map(({ name, conformance }) => `${name}: ${formatConformance(conformance)}`);
  return (
    <div role="img" aria-label={words.join('; ')}>
      <BarChart
        h={AXIS_HEIGHT + ROW_HEIGHT * rows.length}
        data={[...rows]}
        dataKey="name"
        orientation="vertical"
        maxBarWidth={BAR_WIDTH}
        xAxisProps={{ domain: [0, 100] }}
        yAxisProps={{ width: NAME_WIDTH, interval: 0 }}
        series={[{ name: 'conformance', color: 'var(--good)' }]}
      />
    </div>
  );
}
