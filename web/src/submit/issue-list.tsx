import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Issue } from '../api/refusal.ts';

const SHOWN = 500;

/** Errors that no cell can show. */
export function IssueList({ issues }: { issues: readonly Issue[] }): ReactNode {
  return (
    <section className="panel flush" aria-label="Errors">
      <Table.ScrollContainer
        minWidth={560}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Errors' } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Row</Table.Th>
              <Table.Th>Column</Table.Th>
              <Table.Th>Error</Table.Th>
              <Table.Th>Nearest valid term</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {issues.slice(0, SHOWN).map(({ row, column, message, suggestion }) => (
              <Table.Tr key={`${row}:${column}:${message}`}>
                <Table.Td>{row}</Table.Td>
                <Table.Td>{column}</Table.Td>
                <Table.Td className="message">{message}</Table.Td>
                <Table.Td>{suggestion}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
