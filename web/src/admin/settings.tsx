import { Accordion, Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { Answer, Failed } from '../layout/states.tsx';
import { useChange } from './use-change.ts';

type Setting = paths['/api/v1/appsettings']['get']['responses']['200']['content']['application/json'][number];

const KEY = ['settings'];

/** Texts of mails, the user agreement, and whatever else is set while the site runs. */
export function Settings(): ReactNode {
  const settings = useQuery({ queryKey: KEY, queryFn: () => bodyOf(api.GET('/api/v1/appsettings')) });
  return (
    <Answer query={settings}>
      {(all) => (
        <Accordion variant="separated" order={2}>
          {all.map((setting) => (
            <Accordion.Item key={setting.key} value={setting.key}>
              <Accordion.Control>{setting.key.replaceAll('_', ' ')}</Accordion.Control>
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
        label={key.replaceAll('_', ' ')}
        description={`Type: ${valueType}`}
        autosize
        minRows={2}
        maxRows={16}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      {change.error && <Failed error={change.error} />}
      <Button mt="sm" type="submit" variant="default" disabled={value === saved} loading={change.isPending}>
        Save
      </Button>
    </form>
  );
}
