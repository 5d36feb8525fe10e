import { Alert, Box, PasswordInput, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { StackedForm } from '../layout/stacked-form.tsx';
import { NewPassword } from '../session/new-password.tsx';
import { endSession, startSession } from '../session/session.ts';

/** A new password ends every session, this one too: it is begun anew with the new password. */
export function PasswordForm({ username }: { username: string }): ReactNode {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: async () => {
      await bodyOf(api.PUT('/api/v1/account/password', { body: { currentPassword, newPassword } }));
      const { jwt, expireAt } = await bodyOf(
        api.POST('/v1/login', { body: { username, password: newPassword } }),
      ).catch((error: unknown) => {
        endSession();
        throw error;
      });
      startSession({ token: jwt, expireAt });
    },
    onSuccess: () => {
      setCurrent('');
      setNew('');
    },
  });
  return (
    <section className="panel" aria-labelledby="password">
      <Title order={2} size="h4" id="password">
        Password
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Changing it ends all sessions elsewhere; API tokens stay good.
      </Text>
      <Box maw="22rem">
        <StackedForm variant="default" change={change} action="Change the password">
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPassword value={newPassword} onChange={setNew} />
          {change.isSuccess && (
            <Alert color="teal" role="status">
              The password is changed.
            </Alert>
          )}
        </StackedForm>
      </Box>
    </section>
  );
}
