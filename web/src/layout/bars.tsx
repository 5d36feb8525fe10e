import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { ReactNode } from 'react';

interface BarsProps {
  data: readonly object[];
  /** the field that names the bars */
  x: string;
  /** fields with their colours */
  series: readonly (readonly [name: string, color: string])[];
  /** bars lie, and their names have room */
  sideways?: boolean;
}

/** Pixels. */
const [NAME_WIDTH, BAR_WIDTH] = [125, 48];

/** Stacked bars, and the same in words for those who do not see them. */
export function Bars({ data, x, series, sideways = false }: BarsProps): ReactNode {
  const rows = data as readonly Record<string, string | number>[];
  const words = rows.map((row) => `${row[x]}: ${series.map(([name]) => `${row[name]} ${name}`).join(', ')}`);
  return (
    <div role="img" aria-label={words.join('; ')}>
      <BarChart
        h={200}
        data={[...rows]}
        dataKey={x}
        type="stacked"
        withLegend={series.length > 1}
        maxBarWidth={BAR_WIDTH}
        orientation={sideways ? 'vertical' : 'horizontal'}
        xAxisProps={{ allowDecimals: false }}
        yAxisProps={sideways ? { width: NAME_WIDTH, interval: 0 } : { allowDecimals: false }}
        series={series.map(([name, color]) => ({ name, color }))}
      />
    </div>
  );
}
