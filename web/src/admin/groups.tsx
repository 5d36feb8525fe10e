import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { ListTable } from '../layout/list-table.tsx';
import { NameForm } from '../layout/name-form.tsx';
import { Answer } from '../layout/states.tsx';
import { GROUPS_KEY, readGroups } from './group-select.tsx';
import { useChange } from './use-change.ts';

export function Groups(): ReactNode {
  const groups = useQuery({ queryKey: GROUPS_KEY, queryFn: readGroups });
  const make = useChange(GROUPS_KEY, (name: string) => bodyOf(api.POST('/api/v1/groups', { body: { name } })));
  return (
    <>
      <NameForm action="Open a group" make={make} />
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
