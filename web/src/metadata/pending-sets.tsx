import { Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { AskFirst } from '../layout/ask-first.tsx';
import type { Faults } from './faults.ts';
import { deleteMetadatasets, type Metadataset, pendingKey } from './metadata-api.ts';
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
        {chosen.length > 0 && <DeleteButton sets={chosen} />}
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

function DeleteButton({ sets }: { sets: readonly Metadataset[] }): ReactNode {
  const [asking, ask] = useDisclosure(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteMetadatasets(sets.map(({ id }) => id.uuid)),
    onSuccess: () => queries.invalidateQueries({ queryKey: pendingKey }),
  });
  const what = formatCount(sets.length, 'metadataset');
  return (
    <>
      <Button size="xs" variant="default" onClick={ask.open}>
        Delete the chosen metadata
      </Button>
      {asking && (
        <AskFirst
          question={`Delete ${what}?`}
          consequence="They have not been submitted. They cannot be brought back, but a sample sheet can be dropped again."
          yes="Delete"
          change={remove}
          onYes={() => remove.mutate(undefined, { onSuccess: ask.close })}
          onNo={ask.close}
        />
      )}
    </>
  );
}
