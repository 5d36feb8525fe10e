import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface ScrollTableProps {
  /** what the table shows, for who does not see it */
  label: string;
  head: readonly ReactNode[];
  /** pixels, below which it is scrolled instead of squeezed */
  minWidth?: number;
  /** rows */
  children: ReactNode;
}

/** A table that is scrolled sideways on a phone, by keyboard too. */
export function ScrollTable({ label, head, minWidth = 560, children }: ScrollTableProps): ReactNode {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label } }}
    >
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {head.map((title, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places
              <Table.Th key={index}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
