import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';

/** A licence, with its text behind a link. Ids of a site's own (`LicenseRef-…`) are in no list. */
export function Licence({ id }: { id: string }): ReactNode {
  if (id.startsWith('LicenseRef-')) return id;
  return (
    <Anchor href={`https://spdx.org/licenses/${encodeURIComponent(id)}.html`} rel="license noreferrer" inherit>
      {id}
    </Anchor>
  );
}
