import { Anchor, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Page } from '../layout/page.tsx';
import { Failed } from '../layout/states.tsx';
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
      <form
        className="panel"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Stack>
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
          {signIn.error && <Failed error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
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
