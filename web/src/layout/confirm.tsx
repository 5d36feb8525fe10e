import { Button, Group, Modal, Text } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from './states.tsx';

interface ConfirmProps<T> {
  title: string;
  /** what it means */
  children: ReactNode;
  /** what the button says that does it */
  act: string;
  keep: string;
  change: Pick<UseMutationResult<T, Error, void>, 'error' | 'isPending' | 'mutate'>;
  onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function Confirm<T>({ title, children, act, keep, change, onClose }: ConfirmProps<T>): ReactNode {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Text size="sm" component="div">
        {children}
      </Text>
      {change.error && <Failed error={change.error} />}
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {keep}
        </Button>
        <Button
          color="red.9"
          loading={change.isPending}
          onClick={() => change.mutate(undefined, { onSuccess: onClose })}
        >
          {act}
        </Button>
      </Group>
    </Modal>
  );
}
