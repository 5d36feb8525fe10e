import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { Failed } from './states.tsx';

interface AskFirstProps {
  question: string;
  consequence: string;
  /** what the button says that does it */
  yes: string;
  change: { isPending: boolean; error: Error | null };
  onYes: () => void;
  onNo: () => void;
}

/** Asks before something is done that cannot be undone. */
export function AskFirst({ question, consequence, yes, change, onYes, onNo }: AskFirstProps): ReactNode {
  return (
    <Dialog onClose={onNo} title={question}>
      <Text size="sm">{consequence}</Text>
      {change.error && <Failed error={change.error} />}
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onNo}>
          Leave it
        </Button>
        <Button color="red.9" loading={change.isPending} onClick={onYes}>
          {yes}
        </Button>
      </Group>
    </Dialog>
  );
}
