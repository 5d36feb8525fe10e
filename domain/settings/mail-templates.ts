import type { SettingDefinition } from './setting.ts';

/** The mails whose texts a site can change. */
export const MAIL_KINDS = ['forgot_token', 'welcome_token', 'reject', 'reg_notify'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

interface MailTemplate {
  subjectUuid: string;
  templateUuid: string;
  subject: string;
  template: string;
  placeholders: readonly string[];
}

/** `quoted_email`: as it stands between the single quotes of a shell line that people copy. */
const LINK_PLACEHOLDERS = [
  'fullname',
  'username',
  'quoted_email',
  'token_url',
  'token_expires',
  'site_name',
  'site_url',
] as const;

const TEMPLATES: Readonly<Record<MailKind, MailTemplate>> = {
  forgot_token: {
    subjectUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b01',
    templateUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b02',
    subject: 'A new password for {site_name}',
    template: `Hello {fullname},

somebody, probably you, asked for a new password for the account

    {username}

at {site_name}. Choose one here; the link works once and until {token_expires}:

    {token_url}

Setting it ends all sessions. API tokens stay valid; revoke those that others may know.
If it was not you, ignore this mail: your password stays as it is.
`,
    placeholders: LINK_PLACEHOLDERS,
  },
  welcome_token: {
    subjectUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b03',
    templateUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b04',
    subject: 'Your account at {site_name}',
    template: `Hello {fullname},

an account at {site_name} was opened for you. Your username is

    {username}

Choose a password here; the link works once and until {token_expires}:

    {token_url}

If it has expired by then, ask for a new one here:

    {site_url}/app/forgotten-password

If you do not know what this is about, you can ignore this mail: without the link nobody can use the account.
`,
    placeholders: LINK_PLACEHOLDERS,
  },
  reject: {
    subjectUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b05',
    templateUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b06',
    subject: 'Your registration was not accepted',
    template: `Hello {fullname},

your registration was not accepted. If you think that this is a mistake, ask your administrator.
`,
    placeholders: ['fullname'],
  },
  reg_notify: {
    subjectUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b07',
    templateUuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b08',
    subject: 'A registration awaits your decision',
    template: `Hello {fullname},

{req_fullname} ({req_email}) asks for an account in {req_group}. Decide here:

    {req_url}
`,
    placeholders: ['fullname', 'req_fullname', 'req_email', 'req_group', 'req_url'],
  },
};

export const mailSettings: readonly SettingDefinition[] = MAIL_KINDS.flatMap((kind) => {
  const { subjectUuid, templateUuid, subject, template, placeholders } = TEMPLATES[kind];
  const shared = { valueType: 'string', placeholders } as const;
  return [
    { ...shared, uuid: subjectUuid, key: `subject_${kind}`, initial: subject },
    { ...shared, uuid: templateUuid, key: `template_${kind}`, initial: template },
  ];
});
