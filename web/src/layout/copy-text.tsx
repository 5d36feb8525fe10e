import { Button, CopyButton, Group } from '@mantine/core';
import type { ReactNode } from 'react';

/** A text that programs need as it is, with a button that copies it. */
export function CopyText({ text, what }: { text: string; what: string }): ReactNode {
  return (
    <Group gap="xs" wrap="nowrap">
      <span className="mono">{text}</span>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="compact-xs"
            variant="default"
            className="stiff"
            onClick={copy}
            aria-label={`${copied ? 'Copied' : 'Copy'} the ${what} ${text}`}
          >
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
