import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import type { ReactNode } from 'react';

export function OfflineNotice(): ReactNode {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert color="yellow" mb="md" title="You are offline">
          What you see may be old. Uploads go on by themselves when the connection is back.
        </Alert>
      )}
    </div>
  );
}
