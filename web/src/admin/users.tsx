import { Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Account } from '../api/account.ts';
import { api, bodyOf } from '../api/client.ts';
import { ListTable } from '../layout/list-table.tsx';
import { Answer } from '../layout/states.tsx';
import { UserForm } from './user-form.tsx';

export const USERS_KEY = ['users'];

export const rolesOf = ({ siteAdmin, siteRead, groupAdmin }: Account): string =>
  [siteAdmin && 'site admin', groupAdmin && 'group admin', siteRead && 'reads the whole site']
    .filter(Boolean)
    .join(', ');

export function Users({ account }: { account: Account }): ReactNode {
  const [wanted, setWanted] = useState('');
  const [changed, setChanged] = useState<Account | 'new'>();
  const users = useInfiniteQuery({
    queryKey: USERS_KEY,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) => bodyOf(api.GET('/api/v1/users', { params: { query: after ? { after } : {} } })),
    getNextPageParam: (page) => page.next,
  });
  return (
    <>
      <Group justify="space-between" align="end" mb="md">
        <TextInput label="Search" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        <Button onClick={() => setChanged('new')}>New user</Button>
      </Group>
      <Answer query={users}>
        {({ pages }) => <UserTable users={pages.flatMap((page) => page.users)} wanted={wanted} onChange={setChanged} />}
      </Answer>
      {users.hasNextPage && (
        <Button mt="md" variant="default" loading={users.isFetching} onClick={() => void users.fetchNextPage()}>
          More users
        </Button>
      )}
      {changed && (
        <UserForm by={account} user={changed === 'new' ? undefined : changed} onClose={() => setChanged(undefined)} />
      )}
    </>
  );
}

interface UserTableProps {
  users: readonly Account[];
  wanted: string;
  onChange: (user: Account) => void;
}

function UserTable({ users, wanted, onChange }: UserTableProps): ReactNode {
  const word = wanted.toLowerCase();
  const found = users.filter(({ username, fullName, email, group }) =>
    `${username} ${fullName} ${email} ${group.name}`.toLowerCase().includes(word),
  );
  return (
    <ListTable label="Users" columns={['User', 'E-mail', 'Group', 'Roles', 'hidden:Change']} minWidth={720}>
      {found.map((user) => (
        <Table.Tr key={user.id}>
          <Table.Td>
            {user.fullName}
            <Text size="sm" c="dimmed">
              {user.username}
              {!user.enabled && ' (disabled)'}
            </Text>
          </Table.Td>
          <Table.Td>{user.email}</Table.Td>
          <Table.Td>{user.group.name}</Table.Td>
          <Table.Td>{rolesOf(user)}</Table.Td>
          <Table.Td className="actions">
            <Button size="xs" variant="default" onClick={() => onChange(user)} aria-label={`Change ${user.username}`}>
              Change
            </Button>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
