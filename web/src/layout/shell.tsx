import { ActionIcon, Button, Drawer, Menu, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Account, useAccount } from '../api/account.ts';
import { api } from '../api/client.ts';
import logo from '../images/waybill.svg';
import { endSession } from '../session/session.ts';
import { useSession } from '../session/use-session.ts';
import { ColorSchemeButton } from './color-scheme.tsx';
import { MenuIcon, PersonIcon } from './icons.tsx';
import { OfflineNotice } from './offline.tsx';

/** What every page has around it. */
export function Shell(): ReactNode {
  const session = useSession();
  const account = useAccount(session !== undefined);
  const [opened, menu] = useDisclosure(false);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="bar">
        <ActionIcon className="only-phone" onClick={menu.open} aria-label="Open the menu" aria-expanded={opened}>
          <MenuIcon />
        </ActionIcon>
        <Link to="/" className="brand">
          <img src={logo} alt="" width={26} height={26} />
          <span>Waybill</span>
        </Link>
        <nav className="nav only-desk" aria-label="Pages">
          <Places signedIn={session !== undefined} account={account} />
        </nav>
        <span style={{ flex: 1 }} className="only-phone" />
        <ColorSchemeButton />
        {session ? <PersonMenu account={account} /> : <SignInButton />}
      </header>
      <Drawer opened={opened} onClose={menu.close} title="Pages" size="16rem">
        <nav className="nav" aria-label="Pages">
          <Stack gap="xs" onClick={menu.close}>
            <Places signedIn={session !== undefined} account={account} />
          </Stack>
        </nav>
      </Drawer>
      <main className="main" id="main" tabIndex={-1}>
        <OfflineNotice />
        <Outlet />
      </main>
    </div>
  );
}

function Places({ signedIn, account }: { signedIn: boolean; account: Account | undefined }): ReactNode {
  return (
    <>
      <Link to="/" activeOptions={{ exact: true }}>
        Datasets
      </Link>
      {signedIn && (
        <>
          <Link to="/app/submissions" search={{}} activeOptions={{ includeSearch: false }}>
            Submissions
          </Link>
          <Link to="/app/submit">Submit</Link>
          <Link to="/app/sample-sheet">Sample sheet</Link>
          <Link to="/app/assignments">Assignments</Link>
        </>
      )}
      {/* Public jobs are run without signing in. */}
      <Link to="/app/jobs">Jobs</Link>
      {(account?.siteAdmin || account?.groupAdmin) && <Link to="/app/admin">Administer</Link>}
    </>
  );
}

function SignInButton(): ReactNode {
  return (
    <Button component={Link} to="/app/sign-in" size="xs">
      Sign in
    </Button>
  );
}

function PersonMenu({ account }: { account: Account | undefined }): ReactNode {
  const router = useRouter();
  const signOut = async (): Promise<void> => {
    // The session ends here, whether the service can be told or not; there it ends by itself within a day.
    await api.POST('/v1/logout').catch(() => undefined);
    endSession();
    await router.navigate({ to: '/' });
  };
  return (
    <Menu position="bottom-end" width="16rem">
      <Menu.Target>
        <ActionIcon aria-label="Your account">
          <PersonIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {account && <Menu.Label>{`${account.fullName} · ${account.group.name}`}</Menu.Label>}
        <Menu.Item component={Link} to="/app/account">
          Account and tokens
        </Menu.Item>
        <Menu.Item component="a" href="/api/v1">
          The API, for programs
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
