import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageProps {
  title: string;
  /** beside the title */
  actions?: ReactNode;
  narrow?: boolean;
  /** links to the pages that this one belongs to, the outermost first */
  trail?: ReactNode;
  children: ReactNode;
}

/** A page with its one heading, which takes the focus when the page opens, so that screen readers say where one is. */
export function Page({ title, actions, narrow = false, trail, children }: PageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Waybill`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={narrow ? 'narrow' : undefined}>
      {trail && (
        <nav className="trail" aria-label="Where this belongs">
          {trail}
        </nav>
      )}
      <Group justify="space-between" mb="lg" gap="sm">
        <Title order={1} size="h2" tabIndex={-1} ref={heading} style={{ outline: 'none' }}>
          {title}
        </Title>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </div>
  );
}
