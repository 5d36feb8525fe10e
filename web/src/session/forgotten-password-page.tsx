import { Alert, Anchor, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Page } from '../layout/page.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';

export function ForgottenPasswordPage(): ReactNode {
  const [email, setEmail] = useState('');
  const request = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/v1/password-links', { body: { email } })),
  });
  return (
    <Page title="Forgotten password" narrow>
      <StackedForm className="panel" change={request} action="Mail me a link">
        <Text size="sm">We mail you a link with which you choose a new password.</Text>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {request.data && (
          <Alert color="teal" role="status" title="Look into your mail">
            {request.data.message}
          </Alert>
        )}
      </StackedForm>
      <Anchor component={Link} to="/app/sign-in" mt="md" display="inline-block">
        Back to sign in
      </Anchor>
    </Page>
  );
}
