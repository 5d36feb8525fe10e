import { describe, expect, test } from 'vitest';
import { invitationMail, passwordResetMail, shellQuoted } from '../../../domain/notification/account-mails.ts';
import type { Mail } from '../../../domain/notification/mail.ts';
import { dryRunMail, invalidManifestMail } from '../../../domain/notification/manifest-mails.ts';
import { failureMail, receiptMail, reminderMail, uploadMail } from '../../../domain/notification/submission-mails.ts';
import type { Submission } from '../../../domain/submission/submission.ts';

const SITE = { name: 'Example archive', url: 'https://data.example.org' };
const EVIL = 'x\r\nBcc: thief@example.com\n\nClick https://evil.example.com';
const JANE = { fullName: 'Jane Doe', email: 'jane@example.org', username: 'jane' };

const submission = (more: Partial<Submission> = {}): Submission => ({
  id: 'abc1234',
  uuid: '',
  siteId: '',
  door: 'nemo',
  submitterId: '',
  submitter: 'jane',
  groupId: '',
  state: 'running',
  createdAt: '2027-03-01T12:00:00Z',
  updatedAt: '2027-03-01T12:00:00Z',
  attempt: 1,
  steps: {},
  ...more,
});

const link = { secret: 'S'.repeat(43), expiresAt: new Date('2027-03-08T12:34:56Z') };

describe('no value that somebody gave', () => {
  const to = { ...JANE, fullName: EVIL };
  const site = { ...SITE, name: EVIL };
  const about = submission({ label: EVIL, fileCount: 1 });
  const event = { eventId: '', submissionId: 'abc1234', userId: '', success: false };
  const issues = [{ message: EVIL, value: EVIL, column: EVIL, suggestion: EVIL }];
  const mails: [string, Mail][] = [
    ['invitation', invitationMail(site, { account: to, ...link })],
    ['reset', passwordResetMail(site, { account: to, ...link })],
    ['dry run', dryRunMail(site, to, { ...event, manifest: EVIL, message: EVIL, issues })],
    ['upload', uploadMail(site, to, about, [EVIL], '2026-02-01T00:00:00Z')],
    ['invalid manifest', invalidManifestMail(site, to, about, { message: EVIL, issues, issueCount: 1 })],
    [
      'invalid manifest without issues',
      invalidManifestMail(site, to, about, { message: EVIL, issues: [], issueCount: 0 }),
    ],
    ['reminder', reminderMail(site, to, about, [EVIL])],
    ['failure', failureMail(site, to, about, { step: 'qc_complete', message: EVIL })],
    ['receipt', receiptMail(site, to, about, undefined)],
  ];
  test.each(mails)('begins a line of its own in a mail: %s', (_, { text }) => {
    expect(text).toContain('Bcc: thief@example.com');
    expect(text).not.toMatch(/^\s*(Bcc:|Click)/m);
  });
});

test('an invitation says who one is, until when the link works, and how to get another', () => {
  const mail = invitationMail(SITE, { account: JANE, ...link });
  expect(mail.to).toEqual({ name: 'Jane Doe', address: 'jane@example.org' });
  expect(mail.text).toContain('\n    jane\n');
  expect(mail.text).toContain('until 2027-03-08 12:34 UTC');
  expect(mail.text).toContain(`\n    https://data.example.org/app/set-password#${link.secret}\n`);
  expect(mail.text).toContain('\n    https://data.example.org/app/forgotten-password\n');
});

test('an address with a quote does not end the quotes of the shell line', () => {
  expect(shellQuoted("o'hara@example.org")).toBe(String.raw`o'\''hara@example.org`);
});

test('a long list of errors is cut, and says by how many', () => {
  const issues = Array.from({ length: 60 }, (_, i) => ({ message: 'is empty.', row: i + 2 }));
  const { text, subject } = invalidManifestMail(SITE, JANE, submission(), { message: '', issues, issueCount: 400 });
  expect(subject).toBe('Example archive: submission abc1234: the manifest has 400 errors');
  expect(text).toContain('    row 51: is empty.\n    … and 350 more\n');
  expect(text).not.toContain('row 52');
});

test.each([
  ['open', undefined, 'The files are public.'],
  ['restricted', undefined, 'The files are restricted:'],
  ['embargo', '2028-01-01T00:00:00Z', 'under embargo until 2028-01-01T00:00:00Z.'],
  ['embargo', undefined, 'under embargo until an administrator sets a date.'],
  ['private', undefined, 'they are in no catalogue.'],
] as const)('a receipt of %s data says where it is', (policy, embargoUntil, words) => {
  const about = submission({ policy, ...(embargoUntil !== undefined && { embargoUntil }) });
  expect(receiptMail(SITE, JANE, about, undefined).text).toContain(words);
});
