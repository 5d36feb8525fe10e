import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type InputValues, newInput } from './specification-values.ts';

interface InputsEditorProps {
  inputs: readonly InputValues[];
  /** what the service said, by field: `inputs.0.name` */
  faultAt: (field: string) => string | undefined;
  onChange: (inputs: readonly InputValues[]) => void;
}

/** What is to be handed in. */
export function InputsEditor({ inputs, faultAt, onChange }: InputsEditorProps): ReactNode {
  const change = (id: string, changed: Partial<InputValues>): void =>
    onChange(inputs.map((input) => (input.id === id ? { ...input, ...changed } : input)));
  return (
    <Stack>
      {inputs.map((input, index) => (
        <InputRow
          key={input.id}
          input={input}
          number={index + 1}
          faultAt={(field) => faultAt(`inputs.${index}.${field}`)}
          onChange={(changed) => change(input.id, changed)}
          {...(inputs.length > 1 && { onRemove: () => onChange(inputs.filter(({ id }) => id !== input.id)) })}
        />
      ))}
      <div>
        <Button variant="default" size="xs" onClick={() => onChange([...inputs, newInput()])}>
          Add an input
        </Button>
      </div>
    </Stack>
  );
}

interface InputRowProps {
  input: InputValues;
  number: number;
  faultAt: (field: string) => string | undefined;
  onChange: (changed: Partial<InputValues>) => void;
  onRemove?: () => void;
}

function InputRow({ input, number, faultAt, onChange, onRemove }: InputRowProps): ReactNode {
  const text = (field: 'dataStorePath' | 'name' | 'types' | 'maxBytes', label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      required={field === 'dataStorePath' || field === 'name'}
      error={faultAt(field)}
      value={input[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <fieldset className="panel">
      <legend>Input {number}</legend>
      <Group align="start">
        {text('dataStorePath', 'Data-store path', 'Land registry/Parcels')}
        {text('name', 'Name', 'Parcels')}
        {text('types', 'Accepted types', 'csv, xlsx')}
        {text('maxBytes', 'Largest file, in bytes', 'any')}
      </Group>
      <Group mt="sm" justify="space-between">
        <Switch
          label="Required"
          checked={input.isRequired}
          onChange={(event) => onChange({ isRequired: event.currentTarget.checked })}
        />
        {onRemove && (
          <Button size="xs" variant="default" aria-label={`Remove input ${number}`} onClick={onRemove}>
            Remove
          </Button>
        )}
      </Group>
    </fieldset>
  );
}
