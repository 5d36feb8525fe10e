import { Anchor, Group, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Page } from '../layout/page.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';
import { startSession } from './session.ts';

export function SignInPage(): ReactNode {
  const router = useRouter();
  const { next } = useSearch({ from: '/app/sign-in' });
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/login', { body: { username, password } })),
    onSuccess: async ({ jwt, expireAt }) => {
      startSession({ token: jwt, expireAt });
      await router.navigate({ href: next ?? '/app/submissions' });
    },
  });
  return (
    <Page title="Sign in" narrow>
      <StackedForm className="panel" change={signIn} action="Sign in">
        <TextInput
          label="Username or e-mail address"
          autoComplete="username"
          required
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </StackedForm>
      <Group justify="space-between" mt="md">
        <Anchor component={Link} to="/app/forgotten-password">
          Forgotten password
        </Anchor>
        <Anchor component={Link} to="/app/register">
          Ask for an account
        </Anchor>
      </Group>
    </Page>
  );
}
