import { PasswordInput } from '@mantine/core';
import type { ReactNode } from 'react';

interface NewPasswordProps {
  value: string;
  onChange: (password: string) => void;
}

/** A password that somebody chooses, with the rules that the service has for it. */
export function NewPassword({ value, onChange }: NewPasswordProps): ReactNode {
  return (
    <PasswordInput
      label="New password"
      description="At least 10 characters, with an upper-case letter, a lower-case letter and a digit"
      autoComplete="new-password"
      required
      maxLength={128}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
