import { Anchor, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatMoment } from '../format.ts';
import type { History } from './history-api.ts';
import { PolicyBadge } from './policy-badge.tsx';
import { StepDots } from './step-dots.tsx';
import { stepsOf } from './steps.ts';

type Row = History['results'][number];

/** One page of the history; the service pages by a hundred, which a browser draws at once. */
export function HistoryTable({ rows }: { rows: readonly Row[] }): ReactNode {
  return (
    <div className="panel flush">
      <Table.ScrollContainer
        minWidth={640}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'History' } }}
      >
        <Table verticalSpacing="sm" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Submission</Table.Th>
              <Table.Th>Steps</Table.Th>
              <Table.Th>Submitter</Table.Th>
              <Table.Th>Submitted</Table.Th>
              <Table.Th>Policy</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <HistoryRow key={row.id} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

function HistoryRow({ row: { id, submitter, creation, complete, steps, policy } }: { row: Row }): ReactNode {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to="/app/submissions/$id" params={{ id } as never} className="mono">
          {id}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <StepDots steps={stepsOf({ ended: complete, createdAt: creation, steps })} />
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{submitter}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <time dateTime={creation}>{formatMoment(creation)}</time>
      </Table.Td>
      <Table.Td>
        <PolicyBadge policy={policy} />
      </Table.Td>
    </Table.Tr>
  );
}
