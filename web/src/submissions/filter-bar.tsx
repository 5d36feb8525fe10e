import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { changeFilters, type Filters, isFiltered, POLICIES, STATUSES } from './filters.ts';

const STATUS_TITLES = { complete: 'Complete', 'in-progress': 'In progress', error: 'Failed or cancelled' } as const;
const POLICY_TITLES = { open: 'Open', restricted: 'Restricted', embargo: 'Embargo', private: 'Private' } as const;

const options = <T extends string>(values: readonly T[], titles: Readonly<Record<T, string>>) =>
  values.map((value) => ({ value, label: titles[value] }));

/** Narrows the history; every filter stands in the address. */
export function FilterBar({ filters }: { filters: Filters }): ReactNode {
  const navigate = useNavigate();
  const change = (changed: Parameters<typeof changeFilters>[1]): void =>
    void navigate({ to: '/app/submissions', search: changeFilters(filters, changed), replace: true });
  return (
    <search className="panel">
      <div className="filters">
        <TextFilter label="Id" value={filters.id} onChange={(id) => change({ id })} />
        <TextFilter label="Submitter" value={filters.submitter} onChange={(submitter) => change({ submitter })} />
        <Select
          label="Status"
          placeholder="Any"
          clearable
          clearButtonProps={{ 'aria-label': 'Any status' }}
          data={options(STATUSES, STATUS_TITLES)}
          value={filters.status ?? null}
          onChange={(status) => change({ status: STATUSES.find((word) => word === status) })}
        />
        <Select
          label="Policy"
          placeholder="Any"
          clearable
          clearButtonProps={{ 'aria-label': 'Any policy' }}
          data={options(POLICIES, POLICY_TITLES)}
          value={filters.policy ?? null}
          onChange={(policy) => change({ policy: POLICIES.find((word) => word === policy) })}
        />
        <DateFilter label="From" value={filters.from} onChange={(from) => change({ from })} />
        <DateFilter label="To" value={filters.to} onChange={(to) => change({ to })} />
        {isFiltered(filters) && (
          <Button variant="default" onClick={() => void navigate({ to: '/app/submissions', search: {} })}>
            Show all
          </Button>
        )}
      </div>
    </search>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Asks when the person has stopped typing. */
function TextFilter({ label, value, onChange }: FilterProps): ReactNode {
  const [typed, setTyped] = useState(value ?? '');
  const tell = useDebouncedCallback((text: string) => onChange(text || undefined), 300);
  return (
    <TextInput
      // A filter that was taken away elsewhere is taken away here.
      key={value === undefined ? 'none' : 'some'}
      label={label}
      placeholder="Any"
      defaultValue={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

function DateFilter({ label, value, onChange }: FilterProps): ReactNode {
  return (
    <TextInput
      label={label}
      type="date"
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
