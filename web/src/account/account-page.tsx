import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import { FactsList } from '../layout/facts-list.tsx';
import { Page } from '../layout/page.tsx';
import { Mails } from './mails.tsx';
import { PasswordForm } from './password-form.tsx';
import { Tokens } from './tokens.tsx';
import { Webhook } from './webhook.tsx';

export function AccountPage(): ReactNode {
  const account = useAccount();
  return (
    <Page title="Account">
      <Stack>
        {account && (
          <FactsList
            facts={[
              ['Name', account.fullName],
              ['Username', account.username],
              ['E-mail', account.email],
              ['Group', account.group.name],
            ]}
          />
        )}
        <Tokens />
        <Mails />
        <Webhook />
        <PasswordForm username={account?.username ?? ''} />
      </Stack>
    </Page>
  );
}
