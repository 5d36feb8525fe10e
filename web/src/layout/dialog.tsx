import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';

type DialogProps = Pick<ModalProps, 'title' | 'size' | 'onClose' | 'children'>;

/** A dialog that is there while it is drawn. Focus goes back to where it came from, or to the heading if that is gone. */
export function Dialog(props: DialogProps): ReactNode {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const target = before?.isConnected && before !== document.body ? before : document.querySelector('h1');
      if (target instanceof HTMLElement) target.focus();
    },
    [before],
  );
  return <Modal opened {...props} />;
}
