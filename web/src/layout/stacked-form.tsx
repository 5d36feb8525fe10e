import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failed } from './states.tsx';

interface StackedFormProps {
  change: {
    mutate: (given: undefined) => void;
    isPending: boolean;
    error: Error | null;
  };
  /** what the button says; absent: there is nothing more to send */
  action: string | undefined;
  /** false: something is missing that the fields themselves do not ask for */
  isComplete?: boolean;
  variant?: 'filled' | 'default';
  className?: string;
  /** the fields, and what became of the last change */
  children: ReactNode;
}

/** Fields one below the other, what the service said against them, and the button that sends them. */
export function StackedForm({ change, action, isComplete = true, ...props }: StackedFormProps): ReactNode {
  const { variant = 'filled', className = '', children } = props;
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      <Stack>
        {children}
        {change.error && <Failed error={change.error} />}
        {action !== undefined && (
          <Button type="submit" variant={variant} disabled={!isComplete} loading={change.isPending}>
            {action}
          </Button>
        )}
      </Stack>
    </form>
  );
}
