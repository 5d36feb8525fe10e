import { Checkbox, Select, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Field } from './job-types.ts';
import { describeField } from './values.ts';

interface FieldInputProps {
  field: Field;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
}

/** One parameter, asked for as its definition says. */
export function FieldInput({ field, value, fault, onChange }: FieldInputProps): ReactNode {
  const { field: label, kind, validation, default: given } = field;
  const oneOf = validation?.oneOf;
  if (kind === 'boolean') {
    return (
      <Checkbox
        label={label}
        checked={value !== 'FALSE'}
        error={fault}
        onChange={(event) => onChange(event.currentTarget.checked ? 'TRUE' : 'FALSE')}
      />
    );
  }
  const common = { label, description: describeField(field), error: fault, required: given === null };
  if (oneOf !== undefined) {
    return <Select {...common} data={oneOf} value={value || null} onChange={(chosen) => onChange(chosen ?? '')} />;
  }
  const isNumber = validation?.min !== undefined || validation?.max !== undefined;
  return (
    <TextInput
      {...common}
      value={value}
      {...(isNumber && { inputMode: 'decimal' as const })}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
