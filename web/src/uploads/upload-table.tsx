import { Button, Progress, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatDuration } from '../format.ts';
import { ScrollTable } from '../layout/scroll-table.tsx';
import type { Item, ItemState } from './board.ts';

const TITLES: Readonly<Record<ItemState, string>> = {
  hashing: 'Checking',
  waiting: 'Waiting',
  sending: 'Sending',
  done: 'Sent',
  failed: 'Failed',
};
/** What needs a person, or moves, comes first. */
const ORDER: readonly ItemState[] = ['failed', 'sending', 'hashing', 'waiting', 'done'];
const SHOWN = 100;

interface UploadTableProps {
  items: readonly Item[];
  onDrop: (name: string) => void;
}

export function UploadTable({ items, onDrop }: UploadTableProps): ReactNode {
  const sorted = ORDER.flatMap((state) => items.filter((item) => item.state === state));
  return (
    <>
      <ScrollTable label="Files on their way" columns={['File', 'Size', 'Progress', 'hidden:Action']} minWidth={420}>
        {sorted.slice(0, SHOWN).map((item) => (
          <UploadRow key={item.name} item={item} onDrop={onDrop} />
        ))}
      </ScrollTable>
      {items.length > SHOWN && (
        <Text size="sm" c="dimmed">
          and {formatCount(items.length - SHOWN, 'more', 'more')}
        </Text>
      )}
    </>
  );
}

function UploadRow({ item, onDrop }: { item: Item; onDrop: UploadTableProps['onDrop'] }): ReactNode {
  const { name, size, state, progress, message } = item;
  const moves = state === 'hashing' || state === 'sending';
  return (
    <Table.Tr data-upload={name} data-state={state}>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatBytes(size)}</Table.Td>
      <Table.Td style={{ width: '45%' }}>
        <Text size="sm">{describe(item)}</Text>
        {moves && (
          <Progress value={size === 0 ? 100 : (progress / size) * 100} aria-label={`${TITLES[state]} ${name}`} />
        )}
        {message && (
          <Text size="sm" c="var(--bad)" className="message">
            {message}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {state !== 'done' && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`${state === 'failed' ? 'Leave out' : 'Stop'} ${name}`}
            onClick={() => onDrop(name)}
          >
            {state === 'failed' ? 'Leave out' : 'Stop'}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function describe({ state, speed, left }: Item): string {
  if (state !== 'sending' || !speed) return TITLES[state];
  const rate = `${TITLES[state]}, ${formatBytes(Math.round(speed))}/s`;
  return left === undefined ? rate : `${rate}, ${formatDuration(left)} left`;
}
