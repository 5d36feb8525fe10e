import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import { Page } from '../layout/page.tsx';
import { PasswordForm } from './password-form.tsx';
import { Tokens } from './tokens.tsx';

export function AccountPage(): ReactNode {
  const account = useAccount();
  return (
    <Page title="Account">
      <Stack>
        {account && (
          <dl className="panel facts">
            {(
              [
                ['Name', account.fullName],
                ['Username', account.username],
                ['E-mail', account.email],
                ['Group', account.group.name],
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <Tokens />
        <PasswordForm username={account?.username ?? ''} />
      </Stack>
    </Page>
  );
}
