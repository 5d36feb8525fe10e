import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Refusal } from '../api/refusal.ts';
import { Dialog } from '../layout/dialog.tsx';
import { LocatedFaults } from '../layout/located-faults.tsx';
import { Answer } from '../layout/states.tsx';
import { EXAMPLES } from './definition-examples.ts';
import { CALLS, type Kind } from './definitions-api.ts';
import { type Definition, type Draft, type DraftFields, draftOf, parseDraft } from './draft.ts';
import { ProfileFields } from './profile-fields.tsx';
import { useChange } from './use-change.ts';
import { VocabularyFields } from './vocabulary-fields.tsx';

interface DefinitionFormProps {
  kind: Kind;
  /** empty: a new one */
  name: string;
  onClose: () => void;
}

/** Definitions whose shape is simple enough for fields; all can be written as JSON. */
const FIELDS: Partial<Readonly<Record<Kind, DraftFields>>> = {
  vocabularies: VocabularyFields,
  'manifest-profiles': ProfileFields,
};

export function DefinitionForm({ kind, name, onClose }: DefinitionFormProps): ReactNode {
  const current = useQuery({
    queryKey: ['definition', kind, name],
    queryFn: () => (name === '' ? ({ name: '', version: 0, ...EXAMPLES[kind] } as Definition) : CALLS[kind].read(name)),
    staleTime: 0,
    gcTime: 0,
  });
  const size = kind === 'manifest-profiles' ? '80rem' : 'xl';
  return (
    <Dialog onClose={onClose} size={size} title={name === '' ? 'New definition' : `Change ${name}`}>
      <Answer query={current}>
        {(definition) => <Editor kind={kind} definition={definition} onClose={onClose} />}
      </Answer>
    </Dialog>
  );
}

interface EditorProps {
  kind: Kind;
  definition: Definition;
  onClose: () => void;
}

function Editor({ kind, definition, onClose }: EditorProps): ReactNode {
  const [name, setName] = useState(definition.name);
  const writing = useWriting(definition, FIELDS[kind]);
  const { Fields, draft, text } = writing;
  const save = useChange(
    ['definitions', kind],
    async () => CALLS[kind].write(name, text === undefined ? draft : parseDraft(text)),
    onClose,
  );
  const issues = save.error instanceof Refusal ? save.error.issues : [];
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
        {Fields && text === undefined ? (
          <Fields
            draft={draft}
            onChange={writing.change}
            faultAt={(field) => issues.find((issue) => issue.field === field)?.message}
          />
        ) : (
          <JsonInput text={text ?? ''} onChange={writing.write} />
        )}
        {writing.error && <LocatedFaults error={writing.error} />}
        {save.error && <LocatedFaults error={save.error} />}
        <Group justify="space-between" className="foot">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          {Fields && (
            <Button variant="default" onClick={writing.turn}>
              {text === undefined ? 'As JSON' : 'As a form'}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** What is being written: in fields while there is no `text`, else as JSON. One becomes the other when it is turned. */
function useWriting(definition: Definition, Fields: DraftFields | undefined) {
  const [draft, setDraft] = useState(() => draftOf(definition));
  const [text, setText] = useState(() => (Fields ? undefined : textOf(draftOf(definition))));
  const [error, setError] = useState<Error>();
  const turn = (): void => {
    setError(undefined);
    if (text === undefined) {
      setText(textOf(draft));
      return;
    }
    try {
      setDraft(parseDraft(text));
      setText(undefined);
    } catch (fault) {
      setError(fault as Error);
    }
  };
  const change = (changed: Draft): void => setDraft((before) => ({ ...before, ...changed }));
  return { Fields, draft, text, error, turn, change, write: setText };
}

const textOf = (draft: Draft): string => JSON.stringify(draft, null, 2);

function JsonInput({ text, onChange }: { text: string; onChange: (text: string) => void }): ReactNode {
  return (
    <Textarea
      label="Definition (JSON)"
      autosize
      minRows={12}
      maxRows={28}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
