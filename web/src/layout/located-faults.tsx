import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { messageOf, Refusal } from '../api/refusal.ts';

/** What is wrong with a document, each fault with its place in it. */
export function LocatedFaults({ error }: { error: unknown }): ReactNode {
  const issues = error instanceof Refusal ? error.issues : [];
  return (
    <Alert color="red" role="alert" title="That did not work">
      {issues.length === 0 && (
        <Text size="sm" className="message">
          {messageOf(error)}
        </Text>
      )}
      {issues.map(({ field, message }) => (
        <Text key={`${field}${message}`} size="sm" className="message">
          {field && <code className="mono">{field}: </code>}
          {message}
        </Text>
      ))}
    </Alert>
  );
}
