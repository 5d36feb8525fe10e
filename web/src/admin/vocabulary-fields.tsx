import { Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { formatCount } from '../format.ts';
import { asText, type DraftFieldsProps, orAbsent } from './draft.ts';
import { addTerms, findTerms, splitTerms } from './terms.ts';

const SHOWN = 200;

/** A vocabulary: its title and its terms, which are added one by one or pasted. */
export function VocabularyFields({ draft, onChange, faultAt }: DraftFieldsProps): ReactNode {
  const terms = Array.isArray(draft['terms']) ? draft['terms'].map(String) : [];
  const setTerms = (changed: readonly string[]): void => onChange({ terms: changed });
  return (
    <>
      <TextInput
        label="Title"
        value={asText(draft['title'])}
        error={faultAt('title')}
        onChange={(event) => onChange({ title: orAbsent(event.currentTarget.value) })}
      />
      <NewTerms onAdd={(added) => setTerms(addTerms(terms, added))} fault={faultAt('terms')} />
      <Terms terms={terms} onRemove={(removed) => setTerms(terms.filter((term) => term !== removed))} />
    </>
  );
}

interface NewTermsProps {
  onAdd: (terms: readonly string[]) => void;
  fault: string | undefined;
}

function NewTerms({ onAdd, fault }: NewTermsProps): ReactNode {
  const [text, setText] = useState('');
  const added = splitTerms(text);
  const add = (): void => {
    onAdd(added);
    setText('');
  };
  return (
    <div>
      <Textarea
        label="Terms to add"
        description="One to a line; a column of a spreadsheet can be pasted"
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        error={fault}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button mt="xs" size="xs" variant="default" disabled={added.length === 0} onClick={add}>
        {added.length === 0 ? 'Add' : `Add ${formatCount(added.length, 'term')}`}
      </Button>
    </div>
  );
}

function Terms({ terms, onRemove }: { terms: readonly string[]; onRemove: (term: string) => void }): ReactNode {
  const [wanted, setWanted] = useState('');
  const found = findTerms(terms, wanted);
  return (
    <section aria-label="Terms">
      <Group justify="space-between" align="end" mb="xs">
        <Text size="sm" role="status">
          {wanted === ''
            ? formatCount(terms.length, 'term')
            : `${found.length} of ${formatCount(terms.length, 'term')}`}
        </Text>
        <TextInput
          label="Find a term"
          size="xs"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </Group>
      <ul className="terms">
        {found.slice(0, SHOWN).map((term) => (
          <li key={term}>
            <span>{term}</span>
            <Button size="compact-xs" variant="default" aria-label={`Remove ${term}`} onClick={() => onRemove(term)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && (
        <Text size="sm" c="dimmed">
          and {found.length - SHOWN} more: find them by their words
        </Text>
      )}
    </section>
  );
}
