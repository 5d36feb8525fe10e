import { Alert, Anchor, Button, Center, Loader, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { messageOf, Refusal } from '../api/refusal.ts';
import { Page } from './page.tsx';

export function Loading(): ReactNode {
  return (
    <Center p="xl" role="status" aria-label="Loading">
      <Loader />
    </Center>
  );
}

/** Says what went wrong, and offers to try again where that may help. */
export function Failed({ error, reset }: { error: unknown; reset?: () => void }): ReactNode {
  const told = messageOf(error);
  // Some messages are the faults, one after the other.
  const issues = error instanceof Refusal ? error.issues.filter(({ message }) => !told.includes(message)) : [];
  return (
    <Alert color="red" role="alert" title="That did not work">
      <Text size="sm" className="message">
        {told}
      </Text>
      {issues.length > 0 && (
        <ul>
          {issues.map((issue) => (
            <li key={`${issue.field}${issue.message}`}>{issue.message}</li>
          ))}
        </ul>
      )}
      {reset && (
        <Button mt="sm" size="xs" variant="default" onClick={reset}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** A page that could not be shown at all. The browser does not ask again for what it failed to load, so all is loaded anew. */
export function Unopened({ error }: { error: unknown }): ReactNode {
  return (
    <Page title="This page did not open">
      <Failed error={error} reset={() => window.location.reload()} />
    </Page>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="panel">
      <Text fw={600}>{title}</Text>
      {children}
    </div>
  );
}

export function NotFound(): ReactNode {
  return (
    <Page title="There is no such page">
      <Text>
        The address is wrong, or what it named is gone.{' '}
        <Anchor component={Link} to="/">
          See the datasets
        </Anchor>
      </Text>
    </Page>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** Shows what a query brought, or that it is still coming, or why it did not come. */
export function Answer<T>({ query, children }: { query: Asked<T>; children: (data: T) => ReactNode }): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} reset={() => void query.refetch()} />;
  return <Loading />;
}
