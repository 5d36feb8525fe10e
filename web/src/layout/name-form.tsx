import { Button, Group, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Failed } from './states.tsx';

interface NameFormProps {
  label?: string;
  /** what the button says */
  action: string;
  make: {
    mutate: (name: string, options: { onSuccess: () => void }) => void;
    isPending: boolean;
    error: Error | null;
  };
  /** false: something else is missing */
  isComplete?: boolean;
  /** fields beside the name */
  children?: ReactNode;
}

/** Makes something that has a name. */
export function NameForm({ label = 'Name', action, make, isComplete = true, children }: NameFormProps): ReactNode {
  const [name, setName] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(name, { onSuccess: () => setName('') });
      }}
    >
      <Group align="end" mb="md">
        <TextInput label={label} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {children}
        <Button type="submit" disabled={!isComplete} loading={make.isPending}>
          {action}
        </Button>
      </Group>
      {make.error && <Failed error={make.error} />}
    </form>
  );
}
