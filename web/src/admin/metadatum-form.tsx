import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Dialog } from '../layout/dialog.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';
import { METADATA_KEY, type Metadatum } from './metadata.tsx';
import { readServices, SERVICES_KEY } from './services.tsx';
import { useChange } from './use-change.ts';

interface MetadatumFormProps {
  /** absent: a new one */
  metadatum: Metadatum | undefined;
  onClose: () => void;
}

const TEXTS = [
  ['name', 'Name'],
  ['longDescription', 'Description'],
  ['example', 'Example'],
  ['regExp', 'Pattern (Python), which the whole value has to match'],
  ['regexDescription', 'What is told where the pattern does not match'],
  ['dateTimeFmt', 'Date format (strptime)'],
] as const;

const FLAGS = [
  ['isMandatory', 'Mandatory'],
  ['isFile', 'Names a file'],
  ['isSubmissionUnique', 'Unique within a submission'],
  ['isSiteUnique', 'Unique in the site'],
] as const;

const definitionOf = (one: Metadatum | undefined) => ({
  name: one?.name ?? '',
  longDescription: one?.longDescription ?? '',
  example: one?.example ?? '',
  regExp: one?.regExp ?? '',
  regexDescription: one?.regexDescription ?? '',
  dateTimeFmt: one?.dateTimeFmt ?? '',
  isMandatory: one?.isMandatory ?? false,
  isFile: one?.isFile ?? false,
  isSubmissionUnique: one?.isSubmissionUnique ?? false,
  isSiteUnique: one?.isSiteUnique ?? false,
  order: one?.order ?? 1,
  serviceId: one?.serviceId?.uuid ?? null,
});
type Definition = ReturnType<typeof definitionOf>;

const save = (body: Definition, metadatum: Metadatum | undefined) =>
  metadatum
    ? bodyOf(api.PUT('/api/v1/metadata/{id}', { params: { path: { id: metadatum.id.uuid } }, body }))
    : bodyOf(api.POST('/api/v1/metadata', { body }));

export function MetadatumForm({ metadatum, onClose }: MetadatumFormProps): ReactNode {
  const [fields, setFields] = useState(() => definitionOf(metadatum));
  const set = (changed: Partial<Definition>): void => setFields({ ...fields, ...changed });
  const services = useQuery({ queryKey: SERVICES_KEY, queryFn: readServices });
  const change = useChange(METADATA_KEY, () => save(fields, metadatum), onClose);
  return (
    <Dialog onClose={onClose} title={metadatum ? `Change ${metadatum.name}` : 'New metadatum'}>
      <StackedForm change={change} action="Save">
        {TEXTS.map(([name, label]) => (
          <TextInput
            key={name}
            label={label}
            required={name === 'name'}
            value={fields[name]}
            onChange={(event) => set({ [name]: event.currentTarget.value })}
          />
        ))}
        <NumberInput label="Order" value={fields.order} onChange={(order) => set({ order: Number(order) })} />
        {FLAGS.map(([name, label]) => (
          <Checkbox
            key={name}
            label={label}
            checked={fields[name]}
            onChange={(event) => set({ [name]: event.currentTarget.checked })}
          />
        ))}
        <Select
          label="Given by a service"
          placeholder="No: by submitters"
          clearable
          value={fields.serviceId}
          onChange={(serviceId) => set({ serviceId })}
          data={(services.data ?? []).map(({ id, name }) => ({ value: id.uuid, label: name }))}
        />
      </StackedForm>
    </Dialog>
  );
}
