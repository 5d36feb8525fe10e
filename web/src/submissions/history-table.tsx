import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Moment } from '../layout/moment.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { DOOR_TITLES } from './doors.ts';
import type { Listed } from './history-api.ts';
import { PolicyBadge } from './policy-badge.tsx';
import { StepDots } from './step-dots.tsx';
import { stepsOf } from './steps.ts';

const COLUMNS = ['Submission', 'Steps', 'Submitter', 'Submitted', 'Updated', 'Submitted via', 'Policy'];

/** One page of the history; the service pages by a hundred, which a browser draws at once. */
export function HistoryTable({ rows }: { rows: readonly Listed[] }): ReactNode {
  return (
    <div className="panel flush">
      <ScrollTable label="History" columns={COLUMNS} minWidth={980}>
        {rows.map((row) => (
          <HistoryRow key={row.id} row={row} />
        ))}
      </ScrollTable>
    </div>
  );
}

const NO_WRAP = { whiteSpace: 'nowrap' } as const;

function HistoryRow({ row }: { row: Listed }): ReactNode {
  const { id, name, submitter, group, submittedAt, updatedAt, status, steps, policy, door, submittedVia } = row;
  return (
    <Table.Tr>
      <Table.Td maw="18rem">
        <div>
          <Anchor component={Link} to="/app/submissions/$id" params={{ id } as never} className="mono">
            {id}
          </Anchor>
          {name !== null && (
            <Text size="sm" lineClamp={2} className="message">
              {name}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td>
        <StepDots steps={stepsOf({ ended: status === 'FINISHED', createdAt: submittedAt, steps })} />
      </Table.Td>
      <Table.Td maw="12rem">
        <div>
          {submitter}
          {group !== null && (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {group.name}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td>
        <Moment iso={submittedAt} />
      </Table.Td>
      <Table.Td>
        <Moment iso={updatedAt} />
      </Table.Td>
      <Table.Td style={NO_WRAP}>
        {DOOR_TITLES[door]}, {submittedVia}
      </Table.Td>
      <Table.Td>
        <PolicyBadge policy={policy} />
      </Table.Td>
    </Table.Tr>
  );
}
