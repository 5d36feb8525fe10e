import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { DeletePending } from './delete-pending.tsx';
import type { Faults } from './faults.ts';
import { deleteMetadatasets, type Metadataset } from './metadata-api.ts';
import { RecordTable } from './record-table.tsx';
import type { Choice } from './use-choice.ts';

interface PendingSetsProps {
  sets: readonly Metadataset[];
  columns: readonly string[];
  faults: Faults;
  choice: Choice;
}

const nameOf = ({ id }: Metadataset): string => id.site ?? id.uuid;

/** The metadatasets that wait for their submission. */
export function PendingSets({ sets, columns, faults, choice }: PendingSetsProps): ReactNode {
  const chosen = sets.filter(({ id }) => choice.isChosen(id.uuid));
  return (
    <section className="panel" aria-labelledby="sets">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="sets">
          2. Pending metadata
        </Title>
        {chosen.length > 0 && (
          <DeletePending
            action="Delete the chosen metadata"
            question={`Delete ${formatCount(chosen.length, 'metadataset')}?`}
            consequence="They have not been submitted. They cannot be brought back, but a sample sheet can be dropped again."
            remove={() => deleteMetadatasets(chosen.map(({ id }) => id.uuid))}
          />
        )}
      </Group>
      {sets.length === 0 ? (
        <Text c="dimmed">No metadata waits to be submitted.</Text>
      ) : (
        <RecordTable
          label="Pending metadata"
          corner="Id"
          columns={columns}
          rows={sets.map((set) => ({
            id: set.id.uuid,
            name: nameOf(set),
            record: set.record,
            faults: faults.byEntity.get(set.id.uuid) ?? [],
          }))}
          choice={choice}
        />
      )}
    </section>
  );
}
