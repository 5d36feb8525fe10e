import { Checkbox, Group, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { asText, type DraftFieldsProps, numberOrAbsent, orAbsent } from './draft.ts';
import { columnsOf, ProfileColumns } from './profile-columns.tsx';
import { ProfileUses } from './profile-uses.tsx';

/** A manifest profile: its columns as a table, what they are for, and rules over rows as JSON. */
export function ProfileFields(props: DraftFieldsProps): ReactNode {
  return (
    <Stack>
      <About {...props} />
      <Title order={3} size="h5">
        Columns
      </Title>
      <ProfileColumns {...props} />
      <Title order={3} size="h5">
        What the columns say
      </Title>
      <ProfileUses {...props} columns={columnsOf(props.draft).map(({ name }) => name)} />
      <Rules {...props} />
    </Stack>
  );
}

function About({ draft, onChange, faultAt }: DraftFieldsProps): ReactNode {
  const text = (field: string, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      required={field === 'title'}
      value={asText(draft[field])}
      error={faultAt(field)}
      onChange={(event) => onChange({ [field]: orAbsent(event.currentTarget.value) })}
    />
  );
  return (
    <>
      {text('title', 'Title')}
      {text('description', 'Description')}
      <Group align="end">
        {text('licence', 'Licence', 'Such as CC-BY-4.0, where a submission names none')}
        {text('sheet', 'Sheet of a workbook', 'Else the first one that holds anything')}
        <TextInput
          label="Rows at most"
          inputMode="numeric"
          placeholder="25000"
          value={asText(draft['maxRows'])}
          error={faultAt('maxRows')}
          onChange={(event) => onChange({ maxRows: numberOrAbsent(event.currentTarget.value) })}
        />
        <Stack gap="xs">
          <Checkbox
            label="Manifests are matched against it"
            checked={draft['enabled'] !== false}
            onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
          />
          <Checkbox
            label="All columns, in this order"
            checked={draft['strictOrder'] !== false}
            onChange={(event) => onChange({ strictOrder: event.currentTarget.checked })}
          />
        </Stack>
      </Group>
    </>
  );
}

/** Kept as text while it is no JSON, so that a half-written rule is not lost. */
function Rules({ draft, onChange, faultAt }: DraftFieldsProps): ReactNode {
  const [text, setText] = useState(() => JSON.stringify(draft['rules'] ?? [], null, 2));
  const [fault, setFault] = useState('');
  const write = (written: string): void => {
    setText(written);
    try {
      onChange({ rules: JSON.parse(written) as unknown });
      setFault('');
    } catch (error) {
      onChange({ rules: written });
      setFault(`This is no JSON: ${error instanceof Error ? error.message : ''}`);
    }
  };
  return (
    <Textarea
      label="Rules over the columns of a row (JSON)"
      autosize
      minRows={3}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={text}
      error={fault || faultAt('rules')}
      onChange={(event) => write(event.currentTarget.value)}
    />
  );
}
