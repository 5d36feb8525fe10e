import { Progress, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes } from '../format.ts';
import type { Item, ItemState } from './uploader.ts';

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

export function UploadTable({ items }: { items: readonly Item[] }): ReactNode {
  const sorted = items.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return (
    <Table mt="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>File</Table.Th>
          <Table.Th>Size</Table.Th>
          <Table.Th>Progress</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.slice(0, SHOWN).map((item) => (
          <UploadRow key={item.name} item={item} />
        ))}
      </Table.Tbody>
      {items.length > SHOWN && <Table.Caption>and {items.length - SHOWN} more</Table.Caption>}
    </Table>
  );
}

function UploadRow({ item: { name, size, state, progress, message } }: { item: Item }): ReactNode {
  const moves = state === 'hashing' || state === 'sending';
  return (
    <Table.Tr data-upload={name} data-state={state}>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
      <Table.Td>{formatBytes(size)}</Table.Td>
      <Table.Td>
        <Text size="sm">{TITLES[state]}</Text>
        {moves && (
          <Progress value={size === 0 ? 100 : (progress / size) * 100} aria-label={`${TITLES[state]} ${name}`} />
        )}
        {message && (
          <Text size="sm" c="var(--bad)" className="message">
            {message}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
