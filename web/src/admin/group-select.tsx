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
  label?: string;
  value: string | null;
  onChange: (id: string | null) => void;
  /** what it means that there is no group; without it there has to be one */
  none?: string;
}

export function GroupSelect({ label = 'Group', value, onChange, none }: GroupSelectProps): ReactNode {
  const groups = useQuery({ queryKey: GROUPS_KEY, queryFn: readGroups });
  const optional = none !== undefined && {
    placeholder: none,
    clearable: true,
    clearButtonProps: { 'aria-label': `${label}: ${none}` },
  };
  return (
    <Select
      label={label}
      required={none === undefined}
      {...optional}
      searchable
      value={value}
      onChange={onChange}
      data={(groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}
