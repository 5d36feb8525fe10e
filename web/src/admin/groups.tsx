import { Button, Group, Table, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { ListTable } from '../layout/list-table.tsx';
import { Answer, Failed } from '../layout/states.tsx';
import { GROUPS_KEY, readGroups } from './group-select.tsx';
import { useChange } from './use-change.ts';

export function Groups(): ReactNode {
  const groups = useQuery({ queryKey: GROUPS_KEY, queryFn: readGroups });
  const [name, setName] = useState('');
  const make = useChange(
    GROUPS_KEY,
    () => bodyOf(api.POST('/api/v1/groups', { body: { name } })),
    () => setName(''),
  );
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(undefined);
        }}
      >
        <Group align="end" mb="md">
          <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" loading={make.isPending}>
            Open a group
          </Button>
        </Group>
      </form>
      {make.error && <Failed error={make.error} />}
      <Answer query={groups}>
        {(all) => (
          <ListTable label="Groups" columns={['Group', 'Id']} minWidth={400}>
            {all.map(({ id, name: title, siteId }) => (
              <Table.Tr key={id}>
                <Table.Td>{title}</Table.Td>
                <Table.Td className="mono">{siteId}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
      </Answer>
    </>
  );
}
