import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

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

/** A table that scrolls sideways where it must, by keyboard too. */
export function ScrollTable({ label, columns, minWidth = 560, children }: ScrollTableProps): ReactNode {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label } }}
    >
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>
                {column.startsWith(HIDDEN) ? <VisuallyHidden>{column.slice(HIDDEN.length)}</VisuallyHidden> : column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
