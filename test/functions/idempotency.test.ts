import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../adapters/dynamodb/keys.ts';
import { sha256Hex } from '../../adapters/dynamodb/sha256.ts';
import { routes as accounts } from '../../functions/accounts/routes.ts';
import { routes as nemo } from '../../functions/nemo/routes.ts';
import type { Sent } from './door-event.ts';
import { ask, type Handler, type InProcess, invoke, startInProcess } from './in-process.ts';

let service: InProcess;
let nemoHandler: Handler;
let accountsHandler: Handler;
beforeAll(async () => {
  service = await startInProcess({
    environment: { SITE_NAME: 'Example archive', MAIL_SENDER: 'no-reply@example.org', TOKEN_MAX_DAYS: '365' },
  });
  nemoHandler = await service.load('nemo/index.ts');
  accountsHandler = await service.load('accounts/index.ts');
});
afterAll(() => service.close());

function manifest(text: string): FormData {
  const form = new FormData();
  form.append('manifest', new Blob([text]), 'manifest.tsv');
  return form;
}

const submit = (asked: Sent) => invoke({ handler: nemoHandler, routes: nemo }, 'POST /api/submission', asked);
const made = (result: APIGatewayProxyStructuredResultV2) => JSON.parse(result.body ?? '') as { id: string };

async function totalOf(token: string): Promise<number> {
  const page = await ask<{ total: number }>({ handler: nemoHandler, routes: nemo }, 'GET /api/submission', { token });
  return page.total;
}

describe('a POST with an Idempotency-Key', () => {
  it('is carried out once, though a hundred are sent at once', async () => {
    const token = await service.tokenFor('hundred');
    const headers = { 'idempotency-key': randomUUID() };
    const results = await Promise.all(
      // each form has a boundary of its own
      Array.from({ length: 100 }, () => submit({ token, headers, form: manifest('a\tb\n1\t2\n') })),
    );
    expect(new Set(results.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(new Set(results.map((result) => made(result).id)).size).toBe(1);
    expect(results.filter(({ headers: sent }) => sent?.['idempotency-replayed'] === 'true')).toHaveLength(99);
    expect(await totalOf(token)).toBe(1);
  });

  it('is refused where the key was used for another request, and nothing is made', async () => {
    const token = await service.tokenFor('other');
    const headers = { 'idempotency-key': randomUUID() };
    expect((await submit({ token, headers, form: manifest('a\n1\n') })).statusCode).toBe(200);
    const second = await submit({ token, headers, form: manifest('a\n2\n') });
    expect(second.statusCode).toBe(422);
    expect(second.body).toContain('Idempotency-Key was used for another request');
    expect(await totalOf(token)).toBe(1);
  });

  it('belongs to who sent it: the same key of somebody else is another one', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const ids = new Set<string>();
    for (const name of ['first', 'second']) {
      const token = await service.tokenFor(name);
      ids.add(made(await submit({ token, headers, form: manifest('a\n1\n') })).id);
    }
    expect(ids.size).toBe(2);
  });

  it('may be mended and sent again after it was refused', async () => {
    const token = await service.tokenFor('mending');
    const headers = { 'idempotency-key': randomUUID() };
    expect((await submit({ token, headers, form: new FormData() })).statusCode).toBe(400);
    expect((await submit({ token, headers, form: manifest('a\n1\n') })).statusCode).toBe(200);
  });

  it('has a key that can be one', async () => {
    const token = await service.tokenFor('keys');
    for (const key of ['', 'two words', 'ü', 'x'.repeat(256)]) {
      const result = await submit({ token, headers: { 'idempotency-key': key }, form: manifest('a\n1\n') });
      expect(result.statusCode).toBe(400);
      expect(result.body).toContain('Idempotency-Key is 1 to 255');
    }
  });

  it('that was carried out, but not answered, is not carried out again', async () => {
    const token = await service.tokenFor('died');
    const key = randomUUID();
    const form = () => manifest('a\n1\n');
    const first = made(await submit({ token, headers: { 'idempotency-key': key }, form: form() })).id;
    // as somebody leaves it who dies between making and answering
    const { table } = service.local;
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.request(token.slice(0, 10), sha256Hex(key)),
        UpdateExpression: 'REMOVE reply SET claimedUntil = :past',
        ExpressionAttributeValues: { ':past': '2026-01-01T00:00:00.000Z' },
      }),
    );
    expect(made(await submit({ token, headers: { 'idempotency-key': key }, form: form() })).id).toBe(first);
    expect(await totalOf(token)).toBe(1);
  });

  it('never has its secrets kept', async () => {
    const token = await service.tokenFor('secrets');
    const asked = { token, headers: { 'idempotency-key': randomUUID() }, json: { label: 'robot' } };
    const door = { handler: accountsHandler, routes: accounts };
    const first = await invoke(door, 'POST /api/v1/tokens', asked);
    expect(first.statusCode).toBe(201);
    const second = await invoke(door, 'POST /api/v1/tokens', asked);
    expect(second.statusCode).toBe(409);
    expect(second.body).toContain('told once');
    const { tokens } = await ask<{ tokens: unknown[] }>(door, 'GET /api/v1/tokens', { token });
    expect(tokens).toHaveLength(2);
  });
});
