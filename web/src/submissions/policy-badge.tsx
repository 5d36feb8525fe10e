import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

const TITLES: Readonly<Record<string, string>> = {
  open: 'Open',
  restricted: 'Restricted',
  embargo: 'Embargo',
  private: 'Private',
};

/** Who may have the data. */
export function PolicyBadge({ policy }: { policy?: string | null | undefined }): ReactNode {
  if (!policy)
    return (
      <Text component="span" size="sm" c="dimmed">
        not known yet
      </Text>
    );
  return (
    <Text component="span" size="sm">
      {TITLES[policy] ?? policy}
    </Text>
  );
}
