import { Alert, Checkbox, Select, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Page } from '../layout/page.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';
import { Answer } from '../layout/states.tsx';

interface Settings {
  userAgreement: string | null;
  groups: { id: { uuid: string; site: string }; name: string }[];
}

const NEW_GROUP = 'new';

export function RegisterPage(): ReactNode {
  const settings = useQuery({
    queryKey: ['registration-settings'],
    queryFn: () => bodyOf(api.GET('/api/v1/registrationsettings')),
  });
  return (
    <Page title="Ask for an account" narrow>
      <Answer query={settings}>{(known) => <RegisterForm settings={known as Settings} />}</Answer>
    </Page>
  );
}

function RegisterForm({ settings }: { settings: Settings }): ReactNode {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [group, setGroup] = useState<string | null>(null);
  const [newGroup, setNewGroup] = useState('');
  const [agreed, setAgreed] = useState(false);
  const wantsNew = group === NEW_GROUP;
  const register = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/registrations', {
          body: {
            name,
            email,
            org_select: wantsNew ? null : group,
            org_create: wantsNew ? 'true' : null,
            org_new_name: wantsNew ? newGroup : null,
            check_user_agreement: agreed,
          },
        }),
      ),
  });
  if (register.isSuccess) {
    return (
      <Alert color="teal" role="status" title="Thank you">
        An administrator decides on your request; you will get a mail with a link for your password.
      </Alert>
    );
  }
  return (
    <StackedForm className="panel" change={register} action="Send the request">
      <TextInput
        label="Full name"
        autoComplete="name"
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="E-mail address"
        type="email"
        autoComplete="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label="Group"
        required
        searchable
        value={group}
        onChange={setGroup}
        data={[
          ...settings.groups.map(({ id, name: label }) => ({ value: id.uuid, label })),
          { value: NEW_GROUP, label: 'A new group …' },
        ]}
      />
      {wantsNew && (
        <TextInput
          label="Name of the new group"
          required
          value={newGroup}
          onChange={(event) => setNewGroup(event.currentTarget.value)}
        />
      )}
      {settings.userAgreement && (
        <>
          <Text size="sm" className="message">
            {settings.userAgreement}
          </Text>
          <Checkbox label="I agree" checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />
        </>
      )}
    </StackedForm>
  );
}
