import { Accordion, Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { Answer, Failed } from '../layout/states.tsx';
import { useChange } from './use-change.ts';

type Setting = paths['/api/v1/appsettings']['get']['responses']['200']['content']['application/json'][number];

const KEY = ['settings'];

const TITLES: Readonly<Record<string, string>> = {
  subject_forgot_token: 'Mail for a forgotten password: subject',
  template_forgot_token: 'Mail for a forgotten password: text',
  subject_welcome_token: 'Invitation: subject',
  template_welcome_token: 'Invitation: text',
  subject_reject: 'Mail to somebody whose registration is turned down: subject',
  template_reject: 'Mail to somebody whose registration is turned down: text',
  subject_reg_notify: 'Mail to admins about a registration: subject',
  template_reg_notify: 'Mail to admins about a registration: text',
  user_agreement: 'User agreement',
};
const titleOf = (key: string): string => TITLES[key] ?? key.replaceAll('_', ' ');

/** Texts of mails, the user agreement, and whatever else is set while the site runs. */
export function Settings(): ReactNode {
  const settings = useQuery({ queryKey: KEY, queryFn: () => bodyOf(api.GET('/api/v1/appsettings')) });
  return (
    <Answer query={settings}>
      {(all) => (
        <Accordion variant="separated" order={2}>
          {all.map((setting) => (
            <Accordion.Item key={setting.key} value={setting.key}>
              <Accordion.Control>{titleOf(setting.key)}</Accordion.Control>
              <Accordion.Panel>
                <SettingForm setting={setting} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Answer>
  );
}

const describe = (key: string, valueType: Setting['valueType']): string => {
  if (key.startsWith('template_') || key.startsWith('subject_'))
    return 'Words in {braces} are filled in for each mail.';
  return key === 'user_agreement'
    ? 'Who registers has to agree to it; nothing while it is empty.'
    : `Type: ${valueType}`;
};

function SettingForm({ setting: { id, key, value: saved, valueType } }: { setting: Setting }): ReactNode {
  const [value, setValue] = useState(saved);
  const change = useChange(KEY, () =>
    bodyOf(api.PUT('/api/v1/appsettings/{id}', { params: { path: { id: id.uuid } }, body: { value } })),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      <Textarea
        label={titleOf(key)}
        description={describe(key, valueType)}
        autosize
        minRows={2}
        maxRows={16}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      {change.error && <Failed error={change.error} />}
      <div role="status">{change.isSuccess && value === saved && 'Saved.'}</div>
      <Button mt="sm" type="submit" variant="default" disabled={value === saved} loading={change.isPending}>
        Save
      </Button>
    </form>
  );
}
