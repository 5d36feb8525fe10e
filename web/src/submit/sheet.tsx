import { Switch, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode, useMemo, useRef, useState } from 'react';
import type { Issue } from '../api/refusal.ts';
import { formatCount } from '../format.ts';
import { columnWidths } from './column-widths.ts';
import { type IssuesByCell, issueAt } from './issues.ts';
import type { ShownTable } from './report.ts';

/** Pixels; as styles.css says of a cell. */
const ROW_HEIGHT = 31;
/** Characters of the column with the numbers of the rows. */
const ROW_NUMBER = 9;
/** A table of more rows begins with those that need somebody. */
const FEW_ROWS = 50;

interface SheetProps {
  table: ShownTable;
  issues: IssuesByCell;
  onlyWrong: boolean;
}

type Line = ShownTable['rows'][number];

/** The table with its errors in their own cells; only the rows in sight are drawn, however many there are. */
export function Sheet({ table, issues, onlyWrong }: SheetProps): ReactNode {
  const [narrowed, setNarrowed] = useState(onlyWrong && issues.size > 0 && table.rows.length > FEW_ROWS);
  const lines = useMemo(
    () => (narrowed ? table.rows.filter(({ row }) => issues.has(row)) : table.rows),
    [table, issues, narrowed],
  );
  const widths = useMemo(() => columnWidths(table, issues), [table, issues]);
  return (
    <section aria-label="The manifest">
      <Text size="sm" c="dimmed" component="div" mb="xs">
        {table.complete
          ? formatCount(table.rows.length, 'row')
          : `${formatCount(table.rows.length, 'row')} of the manifest, which is too long to be shown whole: the first ones, and those with errors`}
        {issues.size > 0 && (
          <Switch
            mt="xs"
            label="Only rows with errors"
            checked={narrowed}
            onChange={(event) => setNarrowed(event.currentTarget.checked)}
          />
        )}
      </Text>
      <Grid header={table.header} widths={widths} lines={lines} issues={issues} />
    </section>
  );
}

interface GridProps {
  header: readonly string[];
  widths: readonly number[];
  lines: readonly Line[];
  issues: IssuesByCell;
}

function Grid({ header, widths, lines, issues }: GridProps): ReactNode {
  const frame = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const shown = rows.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="sheet" ref={frame} tabIndex={0} aria-label="Rows of the manifest">
      <table
        aria-rowcount={lines.length + 1}
        style={{ tableLayout: 'fixed', width: `${widths.reduce((sum, width) => sum + width, ROW_NUMBER)}ch` }}
      >
        <colgroup>
          {[ROW_NUMBER, ...widths].map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
            <col key={index} style={{ width: `${width}ch` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Row</th>
            {header.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places, and may have one name twice
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} />
          {shown.map(({ index }) => {
            const line = lines[index];
            return line && <SheetRow key={line.row} line={line} header={header} issues={issues} />;
          })}
          <Gap height={below} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows that are out of sight. */
const Gap = ({ height }: { height: number }): ReactNode =>
  height > 0 && (
    <tr>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );

/** Scrolling draws what comes into sight, and nothing again that was there. */
const SheetRow = memo(function SheetRow({
  line,
  header,
  issues,
}: {
  line: Line;
  header: readonly string[];
  issues: IssuesByCell;
}): ReactNode {
  return (
    <tr aria-rowindex={line.row}>
      <th scope="row">{line.row}</th>
      {header.map((column, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their places
        <Cell key={index} value={line.cells[index] ?? ''} issue={issueAt(issues, line.row, column)} />
      ))}
    </tr>
  );
});

function Cell({ value, issue }: { value: string; issue: Issue | undefined }): ReactNode {
  if (issue === undefined) return <td title={value}>{value}</td>;
  const nearest = issue.suggestion === undefined ? '' : ` → ${issue.suggestion}`;
  return (
    <td className="wrong">
      <Tooltip label={issue.message} multiline maw={360} withArrow events={{ hover: true, focus: true, touch: true }}>
        <button type="button">
          {value || '(empty)'}
          {nearest}
          <VisuallyHidden>: {issue.message}</VisuallyHidden>
        </button>
      </Tooltip>
    </td>
  );
}
