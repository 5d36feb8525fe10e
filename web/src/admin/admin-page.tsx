import { Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Account, useAccount } from '../api/account.ts';
import { Page } from '../layout/page.tsx';
import { Loading } from '../layout/states.tsx';
import { Audit } from './audit.tsx';
import { Definitions } from './definitions.tsx';
import { Projects } from './gateway/projects.tsx';
import { Groups } from './groups.tsx';
import { Metadata } from './metadata.tsx';
import { Overview } from './overview.tsx';
import { Registrations } from './registrations.tsx';
import { Services } from './services.tsx';
import { Settings } from './settings.tsx';
import { Users } from './users.tsx';

interface Part {
  title: string;
  /** shown to the admins of a group, too */
  forGroupAdmins?: true;
  show: (account: Account) => ReactNode;
}

const PARTS: Readonly<Record<string, Part>> = {
  overview: { title: 'Overview', forGroupAdmins: true, show: () => <Overview /> },
  users: { title: 'Users', forGroupAdmins: true, show: (account) => <Users account={account} /> },
  registrations: { title: 'Registrations', forGroupAdmins: true, show: () => <Registrations /> },
  groups: { title: 'Groups', show: () => <Groups /> },
  projects: { title: 'Projects', forGroupAdmins: true, show: (account) => <Projects account={account} /> },
  profiles: { title: 'Manifest profiles', show: () => <Definitions key="profiles" kind="manifest-profiles" /> },
  vocabularies: { title: 'Vocabularies', show: () => <Definitions key="vocabularies" kind="vocabularies" /> },
  metadata: { title: 'Metadata', show: () => <Metadata /> },
  services: { title: 'Services', show: () => <Services /> },
  jobs: { title: 'Jobs', show: () => <Definitions key="jobs" kind="jobs" /> },
  tasks: { title: 'Tasks', show: () => <Definitions key="tasks" kind="tasks" /> },
  settings: { title: 'Settings', show: () => <Settings /> },
  audit: { title: 'Audit', show: () => <Audit /> },
};

export function AdminPage(): ReactNode {
  const account = useAccount();
  const { part: name } = useParams({ from: '/signed-in/app/admin/$part' });
  if (account === undefined) return <Loading />;
  const seen = Object.entries(PARTS).filter(
    ([, part]) => account.siteAdmin || (account.groupAdmin && part.forGroupAdmins),
  );
  const part = seen.find(([key]) => key === name)?.[1];
  return (
    <Page title={part ? part.title : 'Administer'} key={name}>
      <nav className="nav parts" aria-label="What to administer">
        {seen.map(([key, { title }]) => (
          <Link key={key} to="/app/admin/$part" params={{ part: key } as never}>
            {title}
          </Link>
        ))}
      </nav>
      {part ? part.show(account) : <Text>This is for the admins of the site.</Text>}
    </Page>
  );
}
