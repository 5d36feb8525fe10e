import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { currentRoutes } from '../../../functions/datameta/routes.ts';
import type { Route } from '../../../functions/http/route.ts';
import { type Caller, expectOk } from '../client.ts';
import { newGroup, newPerson } from '../people.ts';
import SESSION from './python-client.json' with { type: 'json' };
import type { Identifier } from './staging.ts';

interface Recorded {
  /** the request as it went over the wire; `{name}` stands for what differs from run to run, as long as it was */
  sent: string;
  status: number;
  /** parts of the answer that later requests name */
  keep?: Readonly<Record<string, string>>;
}

/** A recorded session of datameta-client 1.0.1 (client library 1.4.0): each command with the requests that it made. */
const COMMANDS: readonly { command: string; requests: readonly Recorded[] }[] = SESSION;

const partOf = (value: unknown, pointer: string): string =>
  String(
    pointer
      .slice(1)
      .split('/')
      .reduce((now, key) => (now as Record<string, unknown>)[key], value),
  );

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Nothing was kept under the name ${name}.`);
    return value;
  });

/** Sends these bytes and no other. */
async function send(url: string, text: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    const end = received.indexOf('\r\n\r\n');
    const head = received.subarray(0, Math.max(0, end)).toString('latin1');
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    if (end === -1 || received.length < end + 4 + length) continue;
    socket.destroy();
    return { status: Number(head.split(' ')[1]), body: received.subarray(end + 4).toString('utf8') };
  }
  throw new Error(`The connection was closed after: ${received.toString('latin1')}`);
}

/** The client breaks on keys that it does not know, which the schemas of the routes refuse as well. */
function expectShape(sent: string, status: number, body: string): unknown {
  const [method, target = ''] = sent.split(' ');
  const path = target.replace(/\?.*/, '');
  const fits = ({ path: template }: Route) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
  const route = Object.values<Route>(currentRoutes).find((one) => one.method === method && fits(one));
  const schema = route?.responses[status]?.schema;
  if (schema === undefined) return expect(body).toBe('');
  const value: unknown = JSON.parse(body);
  expect(schema().safeParse(value).error).toBeUndefined();
  return value;
}

/** @param site a running service with the definitions of `defineMetadata`, and its admin */
export function replayPythonClient(site: () => Caller): void {
  it('takes what the Python client sends, byte for byte, and answers what it understands', async () => {
    const admin = site();
    const person = await newPerson(admin, await newGroup(admin), { siteAdmin: true });
    const { token } = await expectOk<{ token: string }>(person, '/api/v1/keys', { body: { label: 'client' } });
    const who = await expectOk<{ id: Identifier; group: { id: Identifier } }>(person, '/api/v1/rpc/whoami');
    const service = await newService(admin, who.id.uuid);
    const values: Record<string, string> = {
      host: new URL(admin.url).host,
      token,
      user: who.id.site,
      group: who.group.id.uuid,
      service: service.site,
    };
    for (const { command, requests } of COMMANDS) {
      for (const { sent, status, keep = {} } of requests) {
        const answer = await send(admin.url, filled(sent, values));
        expect(answer.status, `${command}: ${sent.split('\r\n')[0]} ${answer.body}`).toBe(status);
        const value = expectShape(sent, status, answer.body);
        for (const [name, pointer] of Object.entries(keep)) values[name] = partOf(value, pointer);
      }
    }
  });
}

async function newService(admin: Caller, user: string): Promise<Identifier> {
  const { id } = await expectOk<{ id: Identifier }>(admin, '/api/v1/services', { body: { name: 'recorded' } });
  await expectOk(admin, `/api/v1/services/${id.uuid}`, { method: 'PUT', body: { userIds: [user] } });
  const texts = { regexDescription: '', longDescription: '', example: '', regExp: '', dateTimeFmt: '' };
  const flags = { isMandatory: true, isFile: false, isSubmissionUnique: false, isSiteUnique: false };
  await expectOk(admin, '/api/v1/metadata', {
    body: { ...texts, ...flags, name: 'Accession', order: 50, serviceId: id.uuid },
  });
  return id;
}
