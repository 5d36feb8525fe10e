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
  /** bars of a row stand side by side instead of one on the other */
  beside?: boolean;
  /** how numbers are told */
  told?: (value: number) => string;
}

/** Pixels. */
const [NAME_WIDTH, NUMBER_WIDTH, BAR_WIDTH] = [125, 70, 48];

/** Stacked bars, and the same in words for those who do not see them. */
export function Bars({ data, x, series, sideways = false, beside = false, told = String }: BarsProps): ReactNode {
  const rows = data as readonly Record<string, string | number>[];
  const wordsOf = (row: (typeof rows)[number]) => series.map(([name]) => `${told(Number(row[name]))} ${name}`);
  const words = rows.map((row) => `${row[x]}: ${wordsOf(row).join(', ')}`);
  return (
    <div role="img" aria-label={words.join('; ')}>
      <BarChart
        h={200}
        data={[...rows]}
        dataKey={x}
        type={beside ? 'default' : 'stacked'}
        valueFormatter={told}
        withLegend={series.length > 1}
        maxBarWidth={BAR_WIDTH}
        orientation={sideways ? 'vertical' : 'horizontal'}
        xAxisProps={{ allowDecimals: false }}
        yAxisProps={
          sideways
            ? { width: NAME_WIDTH, interval: 0 }
            : { allowDecimals: false, ...(told !== String && { width: NUMBER_WIDTH }) }
        }
        series={series.map(([name, color]) => ({ name, color }))}
      />
    </div>
  );
}
