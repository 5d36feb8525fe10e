import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { DOOR_TITLES } from './doors.ts';
import { changeFilters, DOORS, type Filters, isFiltered, POLICIES, STATES, VIAS } from './filters.ts';
import { WhoseFilter } from './whose-filter.tsx';

const STATE_TITLES = {
  running: 'In progress',
  succeeded: 'Complete',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;
const POLICY_TITLES = { open: 'Open', restricted: 'Restricted', embargo: 'Embargo', private: 'Private' } as const;
const VIA_TITLES = { Web: 'Web', API: 'API' } as const;

/** Narrows the history; every filter stands in the address. */
export function FilterBar({ filters }: { filters: Filters }): ReactNode {
  const navigate = useNavigate();
  const change = (changed: Parameters<typeof changeFilters>[1]): void =>
    void navigate({ to: '/app/submissions', search: changeFilters(filters, changed), replace: true });
  return (
    <search className="panel">
      <div className="filters">
        <TextFilter label="Search" hint="Id or name" value={filters.q} onChange={(q) => change({ q })} />
        <WhoseFilter value={filters.whose} onChange={(whose) => change({ whose })} />
        <TextFilter label="Submitter" value={filters.submitter} onChange={(submitter) => change({ submitter })} />
        <WordFilter
          label="Status"
          words={STATES}
          titles={STATE_TITLES}
          value={filters.state}
          onChange={(state) => change({ state })}
        />
        <WordFilter
          label="Kind"
          words={DOORS}
          titles={DOOR_TITLES}
          value={filters.door}
          onChange={(door) => change({ door })}
        />
        <WordFilter
          label="Submitted via"
          words={VIAS}
          titles={VIA_TITLES}
          value={filters.via}
          onChange={(via) => change({ via })}
        />
        <WordFilter
          label="Policy"
          words={POLICIES}
          titles={POLICY_TITLES}
          value={filters.policy}
          onChange={(policy) => change({ policy })}
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

interface WordFilterProps<T extends string> {
  label: string;
  words: readonly T[];
  titles: Readonly<Record<T, string>>;
  value: T | undefined;
  onChange: (value: T | undefined) => void;
}

function WordFilter<T extends string>({ label, words, titles, value, onChange }: WordFilterProps<T>): ReactNode {
  return (
    <Select
      label={label}
      placeholder="Any"
      clearable
      clearButtonProps={{ 'aria-label': `Any ${label.toLowerCase()}` }}
      data={words.map((word) => ({ value: word, label: titles[word] }))}
      value={value ?? null}
      onChange={(chosen) => onChange(words.find((word) => word === chosen))}
    />
  );
}

interface FilterProps {
  label: string;
  hint?: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Asks when the person has stopped typing. */
function TextFilter({ label, hint = 'Any', value, onChange }: FilterProps): ReactNode {
  const [typed, setTyped] = useState(value ?? '');
  const tell = useDebouncedCallback((text: string) => onChange(text || undefined), 300);
  return (
    <TextInput
      // A filter that was taken away elsewhere is taken away here.
      key={value === undefined ? 'none' : 'some'}
      label={label}
      placeholder={hint}
      maxLength={100}
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
