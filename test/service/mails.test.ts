import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../domain/submission/submission.ts';
import { anonymous, call, expectOk, until } from './client.ts';
import { type Letter, mailsTo, mailTo } from './mail.ts';
import { operatorOf } from './operator.ts';
import { newGroup, newPerson, type Person } from './people.ts';
import { dataFolder, siteAdmin } from './shared.ts';
import {
  COLUMNS,
  csvFile,
  download,
  ended,
  form,
  manifestOf,
  manifestRow,
  release,
  stepEnded,
  submit,
  tsv,
  upload,
} from './submitting.ts';

let group: string;

beforeAll(async () => {
  group = await newGroup(siteAdmin());
});

/** Each test has a reader of its own, so that all mails of a mailbox are known. */
const newReader = (): Promise<Person> => newPerson(siteAdmin(), group, {}, 'reader');
const mail = (reader: Person, subject: string): Promise<Letter> =>
  mailTo(dataFolder(), reader.email, new RegExp(`^Waybill: ${subject}$`));
const subjects = (reader: Person): string[] => mailsTo(dataFolder(), reader.email).map(({ subject }) => subject);

describe('a submission that goes well', () => {
  it('is mailed about twice: how to upload, and the receipt with the finished manifest', async () => {
    const reader = await newReader();
    const files = [csvFile('one.csv'), csvFile('two.csv')];
    const id = await submit(reader, manifestOf(files), { label: 'Retina' });
    const instructions = await mail(reader, `submission ${id}: upload 2 files`);
    expect(instructions).toMatchObject({ attachments: [], to: expect.stringContaining(reader.email) });
    expect(instructions.text).toMatch(/^Hello Ada Lovelace,/);
    for (const words of [
      `${id} (Retina)`,
      'one.csv',
      'two.csv',
      `${reader.url}/api/v1`,
      `/submissions/${id}/uploads`,
    ]) {
      expect(instructions.text).toContain(words);
    }
    await upload(reader, id, files);
    expect((await ended(reader, id)).success).toBe(true);
    const receipt = await mail(reader, `submission ${id} is complete`);
    expect(receipt.text).toContain(`${reader.url}/api/v1/datasets/${id}`);
    expect(receipt.attachments.map(({ name, type }) => [name, type])).toEqual([
      [`${id}-finished-manifest.tsv`, expect.stringContaining('text/tab-separated-values')],
    ]);
    const finished = await download(reader, `/api/v1/submissions/${id}/outputs/finished-manifest.tsv`);
    expect(String(receipt.attachments[0]?.bytes)).toBe(String(finished));
    expect(subjects(reader)).toEqual([instructions.subject, receipt.subject]);
  });

  it('under a policy says who can fetch its files', async () => {
    const reader = await newReader();
    const [restricted, embargo] = await Promise.all([
      release(reader, [csvFile('r.csv')], 'controlled'),
      release(reader, [csvFile('e.csv')], 'embargo', { embargo_until: '2999-01-01' }),
    ]);
    expect((await mail(reader, `submission ${restricted.id} is complete`)).text).toContain('restricted');
    expect((await mail(reader, `submission ${embargo.id} is complete`)).text).toContain('2999-01-01');
  });

  it('shows nobody a token, a password or a signed URL', async () => {
    const reader = await newReader();
    const { id } = await release(reader, [csvFile('quiet.csv')]);
    await mail(reader, `submission ${id} is complete`);
    for (const { text } of mailsTo(dataFolder(), reader.email)) {
      expect(text).not.toContain(reader.token);
      expect(text).not.toMatch(/X-Amz-|Correct-Horse/);
    }
  });
});

describe('a manifest that is not good', () => {
  const bad = () =>
    tsv([
      COLUMNS,
      manifestRow(csvFile('a.csv'), 'open', { Species: 'muose' }),
      manifestRow(csvFile('b.csv'), 'open', { Checksum: 'x' }),
    ]);
  const places = ['row 2, Species "muose"', '(did you mean "mouse"?)', 'row 3, Checksum "x"'];

  it('is mailed about with every error and its place, once', async () => {
    const reader = await newReader();
    const id = await submit(reader, bad());
    const { text, subject } = await mail(reader, `submission ${id}: the manifest has 2 errors`);
    for (const place of places) expect(text).toContain(place);
    expect(subjects(reader)).toEqual([subject]);
  });

  it('as a dry run is mailed about the same way', async () => {
    const reader = await newReader();
    const raw = form(bad(), {}, 'trial.tsv');
    const { id } = await expectOk<{ id: string }>(reader, '/api/submission?dryrun=y', { raw });
    const { text } = await mail(reader, `dry run ${id}: 2 errors`);
    for (const words of [...places, 'trial.tsv', 'Nothing was submitted.']) expect(text).toContain(words);
    const good = { raw: form(manifestOf([csvFile('a.csv')])) };
    const second = await expectOk<{ id: string }>(reader, '/api/submission?dryrun=y', good);
    expect((await mail(reader, `dry run ${second.id}: valid`)).text).toContain('names 1 file');
  });

  it('cannot forge lines, headers or other readers of the mail', async () => {
    const reader = await newReader();
    const label = 'x\r\nBcc: victim@example.org\r\n\r\nClick https://evil.example';
    const row = manifestRow(csvFile('a.csv'), 'open', { Species: 'mouse\\nBcc: victim@example.org' });
    const id = await submit(reader, tsv([COLUMNS, row]), { label });
    const letter = await mail(reader, `submission ${id}: the manifest has 1 error`);
    expect(letter.to).not.toContain('victim');
    expect(letter.text).not.toMatch(/^(Bcc|Click)/m);
    expect(mailsTo(dataFolder(), 'victim@example.org')).toEqual([]);
  });
});

describe('a submission that ends early', () => {
  it('at its quality control is mailed about with the file and the fault', async () => {
    const reader = await newReader();
    const file = { ...csvFile('reads.fastq.gz'), type: 'fastq' };
    const { id } = await release(reader, [file]);
    const { text } = await mail(reader, `submission ${id} failed`);
    expect(text).toMatch(/failed at qc_complete:\s+.*reads\.fastq\.gz/);
    expect(subjects(reader)).toHaveLength(2);
  });

  it('because it was cancelled is mailed about by the name of who did', async () => {
    const reader = await newReader();
    const id = await submit(reader, manifestOf([csvFile('never.csv')]));
    await stepEnded(reader, id, 'manifest_validated');
    await mail(reader, `submission ${id}: upload 1 file`);
    await expectOk(siteAdmin(), `/api/v1/submissions/${id}/cancel`, { method: 'POST' });
    expect((await mail(reader, `submission ${id} was cancelled`)).text).toContain('Cancelled by admin.');
  });
});

describe('a webhook to an inner address', () => {
  let inner: Server;
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    inner = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(inner, 'listening');
    port = (inner.address() as AddressInfo).port;
  });
  afterAll(() => inner.close());

  /** What became of the webhook of each event about a submission. */
  async function deliveries(id: string): Promise<{ webhook?: string; webhookAttempts?: number }[]> {
    const operator = operatorOf(dataFolder());
    const table = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')));
    const { Items = [] } = await table.send(
      new QueryCommand({
        TableName: operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table'),
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
        ExpressionAttributeValues: { ':pk': `SUB#${id}`, ':prefix': 'DELIVERY#' },
      }),
    );
    return Items;
  }

  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.1'])(
    'is never called, and the submission does not mind: %s',
    async (host) => {
      const reader = await newReader();
      const file = csvFile('data.csv');
      const notification = {
        url: `https://${host}:${port}/hook`,
        method: 'POST',
        auth_type: 'none',
        auth_details: null,
      };
      const raw = form(manifestOf([file]), { notification: JSON.stringify(notification) });
      const answer = await call<{ id: string }>(reader, '/api/submission', { raw });
      expect(answer.headers.get('x-waybill-webhook-secret')).toMatch(/^[A-Za-z0-9]{43}$/);
      const { id } = answer.json;
      await stepEnded(reader, id, 'manifest_validated');
      await upload(reader, id, [file]);
      expect((await ended(reader, id)).success).toBe(true);
      const done = await until(
        'the outcome of every webhook',
        () => deliveries(id),
        (rows) => rows.filter(({ webhook }) => webhook !== undefined).length === STEPS.length,
        60,
      );
      for (const { webhook, webhookAttempts } of done) {
        expect([webhook, webhookAttempts]).toEqual([expect.stringContaining('not of the public internet'), 1]);
      }
      expect(connections).toBe(0);
      for (const path of [`/api/submission/${id}`, `/api/v1/submissions/${id}`]) {
        expect((await call(reader, path)).text).not.toMatch(/\/hook|secret/);
      }
      expect((await call(anonymous(reader), `/api/v1/datasets/${id}`)).text).not.toContain('/hook');
    },
  );
});
