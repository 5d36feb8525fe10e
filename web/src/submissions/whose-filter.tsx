import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { GROUPS_KEY, readGroups } from '../admin/group-select.tsx';
import { useAccount } from '../api/account.ts';

interface WhoseFilterProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** One's own, one's group's; for those who see the whole site also everybody's, and each group's. */
export function WhoseFilter({ value, onChange }: WhoseFilterProps): ReactNode {
  const account = useAccount();
  const seesAll = account !== undefined && (account.siteAdmin || account.siteRead);
  const groups = useQuery({ queryKey: GROUPS_KEY, queryFn: readGroups, enabled: seesAll });
  const usual = seesAll ? 'all' : account?.groupAdmin ? 'group' : 'own';
  const options = [
    ...(seesAll ? [{ value: 'all', label: 'Everybody' }] : []),
    { value: 'own', label: 'Mine' },
    { value: 'group', label: 'My group' },
    ...(groups.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Select
      label="Whose"
      searchable={seesAll}
      allowDeselect={false}
      data={options}
      value={value ?? usual}
      onChange={(chosen) => onChange(chosen === null || chosen === usual ? undefined : chosen)}
    />
  );
}
