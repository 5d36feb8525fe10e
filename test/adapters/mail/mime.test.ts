import { expect, test } from 'vitest';
import { mimeOf } from '../../../adapters/mail/mime.ts';
import type { Mail } from '../../../domain/notification/mail.ts';

const SENDER = { name: 'Example archive', address: 'no-reply@example.org' };
const mail = (more: Partial<Mail> = {}): Mail => ({
  to: { name: 'Jane Doe', address: 'jane@example.org' },
  subject: 'Hello',
  text: 'Text\n',
  ...more,
});

/** Header lines of the message, unfolded. */
const headersOf = async (given: Mail, sender = SENDER) =>
  (await mimeOf(given, sender))
    .toString('utf8')
    .split('\r\n\r\n')[0]
    ?.replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n') ?? [];

test('a mail has its sender, recipient and subject, and says that no person wrote it', async () => {
  const headers = await headersOf(mail());
  expect(headers).toContain('From: Example archive <no-reply@example.org>');
  expect(headers).toContain('To: Jane Doe <jane@example.org>');
  expect(headers).toContain('Subject: Hello');
  expect(headers).toContain('Auto-Submitted: auto-generated');
});

const BREAKS = [
  '\r\nBcc: thief@example.com',
  '\nBcc: thief@example.com',
  '\rBcc: thief@example.com',
  '\u2028Bcc: t@x.y',
];

test.each(BREAKS)('no name, subject or file name adds a header: %j', async (evil) => {
  const given = mail({
    to: { name: `Jane${evil}`, address: 'jane@example.org' },
    subject: `Hello${evil}`,
    attachments: [{ name: `a${evil}.tsv`, contentType: `text/plain${evil}`, bytes: Buffer.from('x') }],
  });
  const raw = (await mimeOf(given, { ...SENDER, name: `Example${evil}` })).toString('utf8');
  expect(raw).not.toMatch(/^Bcc:/im);
  // nor encoded, for a reader that would decode it
  expect(raw).not.toMatch(/=0D|=0A|%0D|%0A/i);
  const headers = await headersOf(given);
  expect(headers.filter((line) => line.startsWith('To:'))).toEqual([expect.stringMatching(/<jane@example\.org>$/)]);
});

test.each([
  'jane@example.org, thief@example.com',
  'jane@example.org\r\nBcc: thief@example.com',
  '<jane@example.org>',
  'jane@example.org thief@example.com',
  'jane',
  '',
])('an address that is not one mailbox is refused: %j', async (address) => {
  await expect(mimeOf(mail({ to: { name: 'Jane', address } }), SENDER)).rejects.toThrow(/not one mailbox/);
});

test('names outside ASCII and with commas arrive as one name', async () => {
  const headers = await headersOf(mail({ to: { name: 'Dœ, Jané', address: 'jane@example.org' } }));
  expect(headers).toContain('To: =?UTF-8?Q?D=C5=93=2C_Jan=C3=A9?= <jane@example.org>');
});

test('an attachment arrives byte by byte', async () => {
  const bytes = Buffer.from([0, 255, 13, 10, 46, 10, 200]);
  const raw = (
    await mimeOf(mail({ attachments: [{ name: 'a.bin', contentType: 'application/x', bytes }] }), SENDER)
  ).toString('utf8');
  expect(raw).toContain(bytes.toString('base64'));
  expect(raw).toContain('filename=a.bin');
});
