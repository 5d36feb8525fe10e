import { Button, Group, Select, Stack, Switch, Textarea, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Refusal } from '../../api/refusal.ts';
import { LocatedFaults } from '../../layout/located-faults.tsx';
import { useChange } from '../use-change.ts';
import { EXAMPLE_CHECKS } from './example-checks.ts';
import type { Specification } from './gateway-types.ts';
import { InputsEditor } from './inputs-editor.tsx';
import { type SpecificationValues, USUAL_TIMEOUT_DAYS } from './specification-values.ts';

interface SpecificationFormProps {
  first: SpecificationValues;
  /** @throws Error where the values cannot be sent */
  save: (values: SpecificationValues) => Promise<Specification>;
  onSaved: (specification: Specification) => void;
  /** one that is there already */
  isKept: boolean;
}

const POLICIES = [
  { value: 'private', label: 'Private' },
  { value: 'restricted', label: 'Restricted' },
  { value: 'embargo', label: 'Embargo' },
  { value: 'open', label: 'Open' },
];
const RETENTION = [
  { value: 'forever', label: 'Forever' },
  { value: 'days', label: 'Some days after its end' },
  { value: 'never', label: 'Until its end' },
];

export function SpecificationForm({ first, save, onSaved, isKept }: SpecificationFormProps): ReactNode {
  const [values, setValues] = useState(first);
  const change = useChange(['specifications'], async () => save(values), onSaved);
  const set = (changed: Partial<SpecificationValues>): void => setValues((before) => ({ ...before, ...changed }));
  const issues = change.error instanceof Refusal ? change.error.issues : [];
  const faultAt = (field: string): string | undefined => issues.find((issue) => issue.field === field)?.message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      <Stack gap="lg">
        <Fields values={values} set={set} faultAt={faultAt} isKept={isKept} />
        <section className="panel" aria-labelledby="inputs">
          <Title order={2} size="h4" mb="sm" id="inputs">
            Inputs
          </Title>
          <InputsEditor inputs={values.inputs} faultAt={faultAt} onChange={(inputs) => set({ inputs })} />
        </section>
        <Checks text={values.checks} onChange={(checks) => set({ checks })} />
        {change.error && <LocatedFaults error={change.error} />}
        <div role="status">{change.isSuccess && isKept && 'Saved.'}</div>
        <div>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </div>
      </Stack>
    </form>
  );
}

interface FieldsProps {
  values: SpecificationValues;
  set: (changed: Partial<SpecificationValues>) => void;
  faultAt: (field: string) => string | undefined;
  isKept: boolean;
}

function Fields({ values, set, faultAt, isKept }: FieldsProps): ReactNode {
  return (
    <Stack className="panel">
      <TextInput
        label="Name"
        required
        value={values.name}
        error={faultAt('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        description="Shown to those who are to submit"
        autosize
        minRows={2}
        value={values.description}
        error={faultAt('description')}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Group align="end">
        <Select
          label="Policy"
          allowDeselect={false}
          data={POLICIES}
          value={values.policy}
          error={faultAt('policy')}
          onChange={(policy) => set({ policy: (policy ?? 'private') as SpecificationValues['policy'] })}
        />
        <TextInput
          label="Licence"
          placeholder="CC-BY-4.0"
          value={values.licence}
          error={faultAt('licence')}
          onChange={(event) => set({ licence: event.currentTarget.value })}
        />
        <TextInput
          label="To be started within (days)"
          placeholder={String(USUAL_TIMEOUT_DAYS)}
          inputMode="decimal"
          value={values.timeoutDays}
          error={faultAt('timeoutDays')}
          onChange={(event) => set({ timeoutDays: event.currentTarget.value })}
        />
        <Retention values={values} set={set} faultAt={faultAt} />
        {isKept && (
          <Switch
            label="Takes submissions"
            checked={values.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
        )}
      </Group>
    </Stack>
  );
}

function Retention({ values, set, faultAt }: Omit<FieldsProps, 'isKept'>): ReactNode {
  return (
    <>
      <Select
        label="Files of a submission are kept"
        allowDeselect={false}
        data={RETENTION}
        value={values.retention}
        error={faultAt('mediaRetentionDays')}
        onChange={(retention) => set({ retention: (retention ?? 'forever') as SpecificationValues['retention'] })}
      />
      {values.retention === 'days' && (
        <TextInput
          label="Days"
          required
          inputMode="decimal"
          value={values.retentionDays}
          onChange={(event) => set({ retentionDays: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Checks({ text, onChange }: { text: string; onChange: (text: string) => void }): ReactNode {
  return (
    <section className="panel" aria-labelledby="checks">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="checks">
          Checks
        </Title>
        {text.trim().replace(/\s/g, '') === '[]' && (
          <Button size="xs" variant="default" onClick={() => onChange(EXAMPLE_CHECKS)}>
            Begin with an example
          </Button>
        )}
      </Group>
      <Textarea
        label="Checks (JSON)"
        description="fileType checks and tables with a Table Schema, as the documentation of checks says"
        autosize
        minRows={6}
        maxRows={28}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </section>
  );
}
