import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

interface ListTableProps {
  /** what the table is of, for those who do not see it */
  label: string;
  /** names of the columns; `hidden:` in front: only for those who do not see it */
  columns: readonly string[];
  minWidth?: number;
  /** rows, as `Table.Tr` */
  children: ReactNode;
}

const HIDDEN = 'hidden:';

/** A table in a panel, which scrolls sideways where it must. */
export function ListTable({ label, columns, minWidth = 560, children }: ListTableProps): ReactNode {
  return (
    <div className="panel flush">
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
    </div>
  );
}
