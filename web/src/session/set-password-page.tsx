import { Alert, Anchor, Button, PasswordInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Page } from '../layout/page.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';
import { NewPassword } from './new-password.tsx';

/** Sets the first password, or a new one for one that was forgotten: the links in mails lead here. */
export function SetPasswordPage(): ReactNode {
  const secret = useSecret();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const set = useMutation({
    mutationFn: async () => {
      if (password !== again) throw new Error('The two passwords are not the same.');
      return bodyOf(api.POST('/api/v1/password', { body: { link: secret, newPassword: password } }));
    },
  });
  if (set.isSuccess) return <Done username={set.data.username} />;
  if (secret === '') return <NoSecret />;
  return (
    <Page title="Set a password" narrow>
      <StackedForm className="panel" change={set} action="Set the password">
        <NewPassword value={password} onChange={setPassword} />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          required
          maxLength={128}
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
      </StackedForm>
      <Anchor component={Link} to="/app/forgotten-password" mt="md" display="inline-block">
        Ask for a new link
      </Anchor>
    </Page>
  );
}

/** The link to the content of the page stands behind `#`, too. */
const isSecret = (hash: string): boolean => /^[A-Za-z0-9]{20,}$/.test(hash);

/**
 * The one-time secret, which stands behind `#`: no server is sent it. It is taken out of the address at once, so that it
 * is not in what is copied, shown or gone back to.
 */
function useSecret(): string {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const [secret, setSecret] = useState(isSecret(hash) ? hash : '');
  useEffect(() => {
    if (!isSecret(hash)) return;
    setSecret(hash);
    void navigate({ to: '/app/set-password', replace: true });
  }, [hash, navigate]);
  return secret;
}

function Done({ username }: { username: string }): ReactNode {
  return (
    <Page title="Set a password" narrow>
      <Alert color="teal" role="status" title="The password is set">
        <Text size="sm">
          Your username is <strong>{username}</strong>. All sessions that were open have ended.
        </Text>
        <Button component={Link} to="/app/sign-in" mt="sm">
          Sign in
        </Button>
      </Alert>
    </Page>
  );
}

function NoSecret(): ReactNode {
  return (
    <Page title="Set a password" narrow>
      <Alert color="yellow" title="This page is opened by the link in a mail">
        <Text size="sm">
          Open that link again; it works once.{' '}
          <Anchor component={Link} to="/app/forgotten-password">
            Ask for a new link
          </Anchor>
        </Text>
      </Alert>
    </Page>
  );
}
