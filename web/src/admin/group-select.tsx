import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.ts';

export const GROUPS_KEY = ['groups'];

/** All groups: there are a few hundred at most, which come by the hundred. */
export async function readGroups() {
  let page = await bodyOf(api.GET('/api/v1/groups'));
  const groups = [...page.groups];
  while (page.next !== undefined) {
    page = await bodyOf(api.GET('/api/v1/groups', { params: { query: { after: page.next } } }));
    groups.push(...page.groups);
  }
  return groups;
}

interface GroupSelectProps {
  value: string;
  onChange: (id: string) => void;
}

export function GroupSelect({ value, onChange }: GroupSelectProps): ReactNode {
  const groups = useQuery({ queryKey: GROUPS_KEY, queryFn: readGroups });
  return (
    <Select
      label="Group"
      required
      searchable
      value={value}
      onChange={(id) => onChange(id ?? '')}
      data={(groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
