import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { GroupSelect } from '../group-select.tsx';
import { usersQuery } from './gateway-api.ts';

/** A group, users of any group, or both. */
export interface Submitters {
  group: string | null;
  members: readonly { id: string; username: string }[];
}

export const isNobody = ({ group, members }: Submitters): boolean => group === null && members.length === 0;

interface WhoSubmitsProps {
  value: Submitters;
  onChange: (value: Submitters) => void;
}

export function WhoSubmits({ value, onChange }: WhoSubmitsProps): ReactNode {
  const users = useQuery(usersQuery);
  // Members of other groups are known by the assignment only, where the admin may not see those groups' users.
  const known = new Map([...value.members, ...(users.data ?? [])].map((user) => [user.id, user.username]));
  return (
    <>
      <GroupSelect none="None" value={value.group} onChange={(group) => onChange({ ...value, group })} />
      <MultiSelect
        label="Members"
        placeholder={value.members.length === 0 ? 'None' : ''}
        searchable
        value={value.members.map(({ id }) => id)}
        onChange={(ids) => onChange({ ...value, members: ids.map((id) => ({ id, username: known.get(id) ?? id })) })}
        data={[...known].map(([id, username]) => ({ value: id, label: username }))}
      />
    </>
  );
}
