import { Button, Checkbox, Group, NativeSelect, Table, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { CALLS } from './definitions-api.ts';
import { asText, type Draft, type DraftFieldsProps, numberOrAbsent, orAbsent } from './draft.ts';

/** A column as it is written; what this table does not show is kept. */
export interface Column extends Draft {
  name: string;
}

export const columnsOf = (draft: Draft): readonly Column[] =>
  Array.isArray(draft['columns']) ? (draft['columns'] as Column[]) : [];

const TITLES = ['Column', 'Required', 'Vocabulary', 'Pattern', 'Length', 'Description', 'hidden:Change'];

export function ProfileColumns({ draft, onChange, faultAt }: DraftFieldsProps): ReactNode {
  const vocabularies = useQuery({ queryKey: ['definitions', 'vocabularies'], queryFn: CALLS.vocabularies.list });
  const columns = columnsOf(draft);
  const set = (changed: readonly Column[]): void => onChange({ columns: changed });
  return (
    <>
      <ScrollTable label="Columns" columns={TITLES} minWidth={980}>
        {columns.map((column, index) => (
          <ColumnRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a column has nothing else that stays while it is written
            key={index}
            number={index + 1}
            column={column}
            vocabularies={(vocabularies.data ?? []).map(({ name }) => name)}
            faultAt={(field) => faultAt(`columns.${index}.${field}`)}
            onChange={(changed) => set(columns.with(index, { ...column, ...changed } as Column))}
            onRemove={() => set(columns.toSpliced(index, 1))}
            onUp={
              index === 0
                ? undefined
                : () => set(columns.toSpliced(index - 1, 2, column, ...columns.slice(index - 1, index)))
            }
          />
        ))}
      </ScrollTable>
      <div>
        <Button size="xs" variant="default" onClick={() => set([...columns, { name: '' }])}>
          Add a column
        </Button>
      </div>
    </>
  );
}

interface ColumnRowProps {
  column: Column;
  number: number;
  vocabularies: readonly string[];
  faultAt: (field: string) => string | undefined;
  onChange: (changed: Draft) => void;
  onRemove: () => void;
  onUp: (() => void) | undefined;
}

function ColumnRow({ column, number, vocabularies, faultAt, onChange, onRemove, onUp }: ColumnRowProps): ReactNode {
  const text = (field: string, label: string, isNumber = false) => (
    <TextInput
      size="xs"
      aria-label={`${label} of column ${number}`}
      value={asText(column[field])}
      error={faultAt(field)}
      onChange={({ currentTarget: { value } }) =>
        onChange({ [field]: field === 'name' ? value : isNumber ? numberOrAbsent(value) : orAbsent(value) })
      }
    />
  );
  return (
    <Table.Tr>
      <Table.Td>{text('name', 'Name')}</Table.Td>
      <Table.Td>
        <Checkbox
          aria-label={`Column ${number} is required`}
          error={faultAt('required')}
          checked={column['required'] === true}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td>
        <NativeSelect
          size="xs"
          aria-label={`Vocabulary of column ${number}`}
          value={asText(column['vocabulary'])}
          error={faultAt('vocabulary')}
          data={[{ value: '', label: 'Any value' }, ...vocabularies]}
          onChange={(event) => onChange({ vocabulary: orAbsent(event.currentTarget.value) })}
        />
      </Table.Td>
      <Table.Td>{text('pattern', 'Pattern')}</Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" className="lengths">
          {text('minLength', 'Least length', true)}
          {text('maxLength', 'Greatest length', true)}
        </Group>
      </Table.Td>
      <Table.Td>{text('description', 'Description')}</Table.Td>
      <Table.Td className="actions">
        <Group gap={4} wrap="nowrap" justify="end">
          <Button
            size="compact-xs"
            variant="default"
            disabled={!onUp}
            aria-label={`Move column ${number} up`}
            onClick={onUp}
          >
            Up
          </Button>
          <Button size="compact-xs" variant="default" aria-label={`Remove column ${number}`} onClick={onRemove}>
            Remove
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
