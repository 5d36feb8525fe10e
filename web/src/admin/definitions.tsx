import { Button, Group, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { AskFirst } from '../layout/ask-first.tsx';
import { ListTable } from '../layout/list-table.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { DefinitionForm } from './definition-form.tsx';
import { CALLS, type Entry, type Kind } from './definitions-api.ts';
import { useChange } from './use-change.ts';

/** Definitions of one kind: each is a JSON document, which the service checks when it is saved. */
export function Definitions({ kind }: { kind: Kind }): ReactNode {
  const key = ['definitions', kind];
  const definitions = useQuery({ queryKey: key, queryFn: CALLS[kind].list });
  const [changed, setChanged] = useState<string>();
  const [removed, setRemoved] = useState<Entry>();
  const remove = useChange(
    key,
    ({ name, version }: Entry) => CALLS[kind].remove(name, version),
    () => setRemoved(undefined),
  );
  return (
    <>
      <Group justify="end" mb="md">
        <Button onClick={() => setChanged('')}>New definition</Button>
      </Group>
      <Answer query={definitions}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="There is none yet." />
          ) : (
            <DefinitionTable all={all} onChange={setChanged} onRemove={setRemoved} />
          )
        }
      </Answer>
      {changed !== undefined && <DefinitionForm kind={kind} name={changed} onClose={() => setChanged(undefined)} />}
      {removed && (
        <AskFirst
          question={`Delete ${removed.name}?`}
          consequence={removed.builtIn ? 'It goes back to what it was.' : 'Submissions that used it stay as they are.'}
          yes="Delete it"
          change={remove}
          onYes={() => remove.mutate(removed)}
          onNo={() => setRemoved(undefined)}
        />
      )}
    </>
  );
}

interface DefinitionTableProps {
  all: readonly Entry[];
  onChange: (name: string) => void;
  onRemove: (entry: Entry) => void;
}

function DefinitionTable({ all, onChange, onRemove }: DefinitionTableProps): ReactNode {
  return (
    <ListTable label="Definitions" columns={['Name', 'What it is', 'Version', 'hidden:Change']}>
      {all.map((entry) => (
        <Table.Tr key={entry.name}>
          <Table.Td className="mono">{entry.name}</Table.Td>
          <Table.Td>{entry.title ?? entry.description}</Table.Td>
          <Table.Td>{entry.version === 0 ? 'built in' : entry.version}</Table.Td>
          <Table.Td className="actions">
            <Group gap="xs" wrap="nowrap" justify="end">
              <Button
                size="xs"
                variant="default"
                onClick={() => onChange(entry.name)}
                aria-label={`Change ${entry.name}`}
              >
                Change
              </Button>
              {entry.version > 0 && (
                <Button size="xs" variant="default" onClick={() => onRemove(entry)} aria-label={`Delete ${entry.name}`}>
                  Delete
                </Button>
              )}
            </Group>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
