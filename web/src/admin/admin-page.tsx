import type { ReactNode } from 'react';
import { Page } from '../layout/page.tsx';

export function AdminPage(): ReactNode {
  return <Page title="Administer">{null}</Page>;
}
