import { Table, VisuallyHidden } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';

export interface ScrollTableProps {
  /** what the table is of, for those who do not see it */
  label: string;
  /** names of the columns; `hidden:` in front: only for those who do not see it */
  columns: readonly string[];
  /** pixels, below which it is scrolled instead of squeezed */
  minWidth?: number;
  /** rows, as `Table.Tr` */
  children: ReactNode;
}

const HIDDEN = 'hidden:';

/** A table that scrolls sideways where it must, by keyboard too. On a phone each cell is a line with its column's name. */
export function ScrollTable({ label, columns, minWidth = 560, children }: ScrollTableProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll stacked" tabIndex={0} aria-label={label} style={measuresOf(columns, minWidth)}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column.startsWith(HIDDEN) ? <VisuallyHidden>{column.slice(HIDDEN.length)}</VisuallyHidden> : column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}

/** What `styles.css` needs to know: the names to write before the cells on a phone, and the width elsewhere. */
const measuresOf = (columns: readonly string[], minWidth: number): CSSProperties =>
  Object.fromEntries([
    ['--least-width', `${minWidth}px`],
    ...columns.map((column, n) => [`--column-${n + 1}`, JSON.stringify(column.startsWith(HIDDEN) ? '' : column)]),
  ]);
