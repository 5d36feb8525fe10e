import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { createCallers, type LocalCallers } from '../../../local/iam/callers.ts';
import { openKeys } from '../../../local/iam/keys.ts';
import { mailService } from '../../../local/mail/api.ts';
import { openMailbox } from '../../../local/mail/mailbox.ts';
import { functionResources, stackOf } from '../fixtures/stack.ts';

const identity = (name: string) => ({ 'Fn::Sub': `arn:aws:ses:\${AWS::Region}:\${AWS::AccountId}:identity/${name}` });
let directory: string;
let callers: LocalCallers;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
const shown: string[] = [];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'waybill-mail-'));
  const stack = stackOf({
    ...functionResources('Raw', {
      statements: [{ Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: identity('waybill@example.org') }],
    }),
    ...functionResources('Simple', {
      statements: [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: identity('example.net') }],
    }),
  });
  callers = createCallers({ stack, keyOf: openKeys(join(directory, 'keys.json')), mirrorBucket: 'm' });
  const mailbox = openMailbox(join(directory, 'mail'), (line) => shown.push(line));
  const identities = ['waybill@example.org', 'example.net'];
  endpoint = await startEndpoint({ port: 0, callers, services: { ses: mailService({ mailbox, identities }) } });
});
afterAll(async () => {
  await endpoint.close();
  rmSync(directory, { recursive: true });
});

const send = (caller: Caller, input: SendEmailCommandInput) =>
  new SESv2Client({ endpoint: endpoint.url, region: 'us-east-1', maxAttempts: 1, credentials: caller }).send(
    new SendEmailCommand(input),
  );
const mails = (recipient: string): string[] =>
  readdirSync(join(directory, 'mail'))
    .filter((name) => name.endsWith(`-${recipient}.eml`))
    .map((name) => readFileSync(join(directory, 'mail', name), 'utf8'));
const raw = 'From: Waybill <waybill@example.org>\r\nTo: ann@example.com\r\nSubject: Hi\r\n\r\nText\r\n';
const Raw = { Data: Buffer.from(raw) };

describe('SendEmail', () => {
  it('keeps a raw message as it is, and says so in one line', async () => {
    const { MessageId } = await send(callers.ofFunction('Raw'), {
      FromEmailAddress: 'waybill@example.org',
      Destination: { ToAddresses: ['Ann <ann@example.com>'] },
      Content: { Raw },
    });
    expect(mails('ann@example.com')).toEqual([raw]);
    expect(shown.at(-1)).toMatch(/^mail to ann@example\.com: .*-0001-ann@example\.com\.eml$/);
    expect(MessageId).toContain('ann@example.com');
  });

  it('takes sender and recipients from the message where the request has none', async () => {
    await send(callers.ofFunction('Raw'), { Content: { Raw: { Data: Buffer.from(raw.replace('ann@', 'bob@')) } } });
    expect(mails('bob@example.com')).toHaveLength(1);
  });

  it('makes a message of a subject and bodies', async () => {
    await send(callers.ofFunction('Simple'), {
      FromEmailAddress: 'Büro <office@example.net>',
      Destination: { ToAddresses: ['cid@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Grüße' },
          Body: { Text: { Data: 'text part' }, Html: { Data: '<b>html part</b>' } },
        },
      },
    });
    const [message = ''] = mails('cid@example.com');
    expect(message).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(message).toContain('multipart/alternative');
    expect(message).toContain('text part');
    expect(message).toContain('<b>html part</b>');
  });

  it('asks IAM for the action of the content, on the identity', async () => {
    const simple = { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } };
    const Destination = { ToAddresses: ['x@example.com'] };
    await expect(
      send(callers.ofFunction('Raw'), { FromEmailAddress: 'waybill@example.org', Destination, Content: simple }),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'ses:SendEmail on resource: arn:aws:ses:us-east-1:000000000000:identity/waybill@example.org',
      ) as string,
    });
    await expect(
      send(callers.ofFunction('Simple'), { FromEmailAddress: 'a@example.net', Destination, Content: { Raw } }),
    ).rejects.toThrow('ses:SendRawEmail');
    await expect(
      send(callers.ofFunction('Raw'), { FromEmailAddress: 'other@example.org', Destination, Content: { Raw } }),
    ).rejects.toThrow('not authorized');
  });

  it('refuses senders that are not verified, and too many recipients', async () => {
    const to = (count: number) => ({
      ToAddresses: Array.from({ length: count }, (_, index) => `n${index}@example.com`),
    });
    await expect(
      send(callers.operator, { FromEmailAddress: 'a@example.org', Destination: to(1), Content: { Raw } }),
    ).rejects.toMatchObject({ name: 'MessageRejected' });
    await expect(
      send(callers.operator, { FromEmailAddress: 'waybill@example.org', Destination: to(51), Content: { Raw } }),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('lets a stack without identities send from the one that its role names', async () => {
    const mailbox = openMailbox(join(directory, 'mail'), () => undefined);
    const own = await startEndpoint({ port: 0, callers, services: { ses: mailService({ mailbox, identities: [] }) } });
    const sendFrom = (caller: Caller, FromEmailAddress: string) =>
      new SESv2Client({ endpoint: own.url, region: 'us-east-1', maxAttempts: 1, credentials: caller }).send(
        new SendEmailCommand({
          FromEmailAddress,
          Destination: { ToAddresses: ['dan@example.com'] },
          Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
        }),
      );
    await sendFrom(callers.ofFunction('Simple'), 'anybody@example.net');
    await expect(sendFrom(callers.ofFunction('Simple'), 'anybody@example.org')).rejects.toThrow('not authorized');
    await own.close();
    expect(mails('dan@example.com')).toHaveLength(1);
  });

  it('keeps names of files inside the folder', async () => {
    await send(callers.operator, {
      FromEmailAddress: 'waybill@example.org',
      Destination: { ToAddresses: ['../../x/y@example.com'] },
      Content: { Raw },
    });
    expect(mails('.._.._x_y@example.com')).toHaveLength(1);
  });
});
