import { Alert, Checkbox, Code, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Account } from '../api/account.ts';
import { api, bodyOf } from '../api/client.ts';
import { Dialog } from '../layout/dialog.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';
import { GroupSelect } from './group-select.tsx';
import { useChange } from './use-change.ts';
import { USERS_KEY } from './users.tsx';

interface UserFormProps {
  /** who changes */
  by: Account;
  /** absent: a new one */
  user: Account | undefined;
  onClose: () => void;
}

type Fields = Pick<Account, 'fullName' | 'groupAdmin' | 'siteAdmin' | 'siteRead' | 'enabled'> & {
  username: string;
  email: string;
  group: string;
};

const fieldsOf = (user: Account | undefined, by: Account): Fields => ({
  username: user?.username ?? '',
  email: user?.email ?? '',
  fullName: user?.fullName ?? '',
  group: (user ?? by).group.id,
  groupAdmin: user?.groupAdmin ?? false,
  siteAdmin: user?.siteAdmin ?? false,
  siteRead: user?.siteRead ?? false,
  enabled: user?.enabled ?? true,
});

/** Only what differs is sent: who may change one field need not be allowed another. */
const differences = (fields: Fields, before: Fields) =>
  Object.fromEntries(
    (['fullName', 'group', 'groupAdmin', 'siteAdmin', 'siteRead', 'enabled'] as const)
      .filter((name) => fields[name] !== before[name])
      .map((name) => [name, fields[name]]),
  );

async function save(fields: Fields, before: Fields, user: Account | undefined) {
  if (user) {
    const options = { params: { path: { id: user.id } }, body: differences(fields, before) };
    return { ...(await bodyOf(api.PATCH('/api/v1/accounts/{id}', options))), invitation: undefined };
  }
  const { enabled: _, ...body } = fields;
  return bodyOf(api.POST('/api/v1/users', { body }));
}

export function UserForm({ by, user, onClose }: UserFormProps): ReactNode {
  const [before] = useState(() => fieldsOf(user, by));
  const [fields, setFields] = useState(before);
  const set = (changed: Partial<Fields>): void => setFields({ ...fields, ...changed });
  const change = useChange(
    USERS_KEY,
    () => save(fields, before, user),
    ({ invitation }) => !invitation && onClose(),
  );
  const invitation = change.data?.invitation;
  return (
    <Dialog onClose={onClose} title={user ? `Change ${user.username}` : 'New user'}>
      <StackedForm change={change} action={invitation ? undefined : user ? 'Save' : 'Invite'}>
        <Names isNew={user === undefined} fields={fields} set={set} />
        {by.siteAdmin && <GroupSelect value={fields.group} onChange={(group) => set({ group: group ?? '' })} />}
        <Roles by={by} fields={fields} set={set} isNew={user === undefined} />
        {invitation && (
          <Alert
            color="teal"
            role="status"
            title={invitation.sent ? 'Invited by mail' : 'Hand over this link yourself'}
          >
            {invitation.link && <Code block>{invitation.link}</Code>}
          </Alert>
        )}
      </StackedForm>
    </Dialog>
  );
}

interface PartProps {
  isNew: boolean;
  fields: Fields;
  set: (changed: Partial<Fields>) => void;
}

function Names({ isNew, fields, set }: PartProps): ReactNode {
  return (
    <>
      {isNew && (
        <>
          <TextInput
            label="Username"
            required
            value={fields.username}
            onChange={(event) => set({ username: event.currentTarget.value })}
          />
          <TextInput
            label="E-mail address"
            type="email"
            required
            value={fields.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
        </>
      )}
      <TextInput
        label="Full name"
        required
        value={fields.fullName}
        onChange={(event) => set({ fullName: event.currentTarget.value })}
      />
    </>
  );
}

function Roles({ by, isNew, fields, set }: PartProps & { by: Account }): ReactNode {
  const roles = [
    ['groupAdmin', 'Admin of the group'],
    ...(by.siteAdmin
      ? ([
          ['siteAdmin', 'Admin of the site'],
          ['siteRead', 'Reads the whole site'],
        ] as const)
      : []),
    ...(isNew ? [] : ([['enabled', 'May sign in']] as const)),
  ] as const;
  return (
    <>
      {roles.map(([name, label]) => (
        <Checkbox
          key={name}
          label={label}
          checked={fields[name]}
          onChange={(event) => set({ [name]: event.currentTarget.checked })}
        />
      ))}
    </>
  );
}
