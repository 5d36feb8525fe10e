import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../layout/dialog.tsx';
import { LocatedFaults } from '../layout/located-faults.tsx';
import { Answer } from '../layout/states.tsx';
import { EXAMPLES } from './definition-examples.ts';
import { CALLS, type Definition, type Kind } from './definitions-api.ts';
import { useChange } from './use-change.ts';

interface DefinitionFormProps {
  kind: Kind;
  /** empty: a new one */
  name: string;
  onClose: () => void;
}

/** What the service adds to a definition, and the name, which stands in the path: they are not for writing. */
const NOT_WRITTEN = { name: undefined, builtIn: undefined, number: undefined, definition: undefined };

/** A definition as its JSON. */
const textOf = (definition: Definition): string => JSON.stringify({ ...definition, ...NOT_WRITTEN }, null, 2);

export function DefinitionForm({ kind, name, onClose }: DefinitionFormProps): ReactNode {
  const current = useQuery({
    queryKey: ['definition', kind, name],
    queryFn: () => (name === '' ? ({ name: '', version: 0, ...EXAMPLES[kind] } as Definition) : CALLS[kind].read(name)),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog onClose={onClose} size="xl" title={name === '' ? 'New definition' : `Change ${name}`}>
      <Answer query={current}>
        {(definition) => <Editor kind={kind} definition={definition} onClose={onClose} />}
      </Answer>
    </Dialog>
  );
}

function Editor({ kind, definition, onClose }: { kind: Kind; definition: Definition; onClose: () => void }): ReactNode {
  const [name, setName] = useState(definition.name);
  const [text, setText] = useState(() => textOf(definition));
  const save = useChange(['definitions', kind], async () => CALLS[kind].write(name, parse(text)), onClose);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack>
        {definition.name === '' && (
          <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        )}
        <Textarea
          label="Definition (JSON)"
          autosize
          minRows={12}
          maxRows={28}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {save.error && <LocatedFaults error={save.error} />}
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`This is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
