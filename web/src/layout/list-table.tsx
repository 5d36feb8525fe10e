import type { ReactNode } from 'react';
import { ScrollTable, type ScrollTableProps } from './scroll-table.tsx';

/** A table in a panel of its own. */
export function ListTable(props: ScrollTableProps): ReactNode {
  return (
    <div className="panel flush">
      <ScrollTable {...props} />
    </div>
  );
}
