import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver, SCHEDULE } from '../../../adapters/webhook/deliver.ts';
import { PUBLIC_INTERNET, type Reach } from '../../../adapters/webhook/reach.ts';
import type { WebhookCall } from '../../../domain/notification/webhook-call.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SECRET = 'secret-of-this-submission';
const FAST = { pausesMs: [10, 20, 40, 80], timeoutMs: 1000 };
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const call = (more: Partial<WebhookCall> = {}): WebhookCall => ({
  method: 'POST',
  url: receiver.url,
  headers: { 'content-type': 'application/json', authorization: 'Bearer abc' },
  body: '{"event_id":"é"}',
  signed: '{"event_id":"é"}',
  ...more,
});
const send = (more: Partial<WebhookCall> = {}, reach: Reach = receiver.reachLoopback) =>
  deliver(call(more), SECRET, reach, FAST);

describe('a delivery', () => {
  test('arrives as it was built, signed over its time and body', async () => {
    expect(await send()).toEqual({ delivered: true, attempts: 1, status: 204 });
    const [got] = receiver.received;
    expect(got).toMatchObject({ method: 'POST', url: '/hook', body: '{"event_id":"é"}' });
    expect(got?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer abc' });
    const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers['x-waybill-signature'])) ?? [];
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
    expect(mac).toBe(createHmac('sha256', SECRET).update(`${time}.${got?.body}`).digest('hex'));
  });

  test('by GET has no body', async () => {
    await send({ method: 'GET', url: `${receiver.url}?event_id=1`, headers: {}, body: '', signed: 'event_id=1' });
    expect(receiver.received).toMatchObject([{ method: 'GET', url: '/hook?event_id=1', body: '' }]);
    expect(receiver.received[0]?.headers).not.toHaveProperty('content-length');
  });

  test('is tried five times in all, with growing pauses, and the same body each time', async () => {
    receiver.answer((response) => response.writeHead(503).end());
    const outcome = await send();
    expect(outcome).toEqual({ delivered: false, attempts: 5, status: 503, problem: 'The receiver answered 503.' });
    expect(new Set(receiver.received.map((got) => got.body)).size).toBe(1);
    const gaps = receiver.received.slice(1).map((got, i) => got.at - (receiver.received[i]?.at ?? 0));
    for (const [i, least] of FAST.pausesMs.entries()) expect(gaps[i]).toBeGreaterThanOrEqual(least - 2);
    expect(SCHEDULE).toEqual({ pausesMs: [1000, 2000, 4000, 8000], timeoutMs: 10_000 });
  });

  test('ends with the first 2xx', async () => {
    receiver.answer((response, count) => response.writeHead(count < 3 ? 500 : 299).end());
    expect(await send()).toEqual({ delivered: true, attempts: 3, status: 299 });
    expect(receiver.received).toHaveLength(3);
  });

  test('that is not answered in time counts as failed, even where headers trickle in', async () => {
    receiver.answer((response) => {
      const drip = setInterval(() => response.socket?.write('HTTP/1.1 1'), 20);
      response.socket?.on('close', () => clearInterval(drip));
      response.socket?.on('error', () => clearInterval(drip));
    });
    const outcome = await deliver(call(), SECRET, receiver.reachLoopback, { pausesMs: [], timeoutMs: 150 });
    expect(outcome).toMatchObject({ delivered: false, attempts: 1 });
  });

  test('does not wait for a name that does not resolve', async () => {
    const never: Reach = { ...receiver.reachLoopback, resolve: () => new Promise(() => {}) };
    const outcome = await deliver(call(), SECRET, never, { pausesMs: [], timeoutMs: 50 });
    expect(outcome).toEqual({ delivered: false, attempts: 1, problem: 'No answer within 50 ms.' });
  });

  test('does not follow a redirect, to an inner address least of all', async () => {
    receiver.answer((response) => response.writeHead(302, { location: receiver.url }).end());
    expect(await send()).toMatchObject({ delivered: false, status: 302, attempts: 5 });
    expect(receiver.received).toHaveLength(5);
  });

  test('does not read the answer: an endless one neither holds it up nor fills the memory', async () => {
    let stopped = false;
    receiver.answer((response) => {
      response.writeHead(200);
      const more = () => {
        while (!stopped && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      response.on('close', () => {
        stopped = true;
      });
      more();
    });
    expect(await send()).toMatchObject({ delivered: true, attempts: 1 });
    await expect.poll(() => stopped).toBe(true);
  });

  test('with enormous headers in its answer fails', async () => {
    receiver.answer((response) => response.writeHead(200, { 'x-big': 'x'.repeat(32_768) }).end());
    expect(await send()).toMatchObject({ delivered: false, problem: expect.stringContaining('HPE_HEADER_OVERFLOW') });
  });

  test('believes no certificate that is not for this host', async () => {
    const url = receiver.url.replace('hooks.example.org', 'other.example.org');
    expect(await send({ url })).toMatchObject({ delivered: false, problem: expect.stringContaining('CERT') });
    const { ca: _ca, ...systemOnly } = receiver.reachLoopback;
    expect(await send({}, systemOnly)).toMatchObject({ delivered: false });
    expect(receiver.received).toHaveLength(0);
  });
});

describe('a target that is not of the public internet', () => {
  /** Counts the connections that reach this machine at all, whatever they speak. */
  async function trap() {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { port, connections: () => connections, close: () => server.close() };
  }

  test.each([
    ['127.0.0.1'],
    ['localhost'],
    ['0x7f.1'],
    ['2130706433'],
    ['017700000001'],
    ['127.1'],
    ['[::1]'],
    ['[::ffff:127.0.0.1]'],
    ['[::ffff:7f00:1]'],
    ['0.0.0.0'],
    ['[::]'],
    ['%6c%6f%63%61%6c%68%6f%73%74'],
  ])('is not connected to: %s', async (host) => {
    const { port, connections, close } = await trap();
    const outcome = await deliver(call({ url: `https://${host}:${port}/` }), SECRET, PUBLIC_INTERNET, FAST);
    close();
    expect(outcome).toMatchObject({ delivered: false, attempts: 1 });
    expect(outcome.problem).toContain('not of the public internet');
    expect(connections()).toBe(0);
  });

  test('is refused where only one of several addresses is an inner one', async () => {
    const mixed: Reach = {
      ...PUBLIC_INTERNET,
      resolve: () =>
        Promise.resolve([
          { address: '8.8.8.8', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ]),
    };
    expect(await send({}, mixed)).toMatchObject({ delivered: false, attempts: 1 });
  });

  test('cannot slip in between check and connection: the name is resolved once per attempt', async () => {
    let resolved = 0;
    const rebinding: Reach = {
      ...receiver.reachLoopback,
      // the first answer is the receiver; whoever asks again is sent elsewhere
      resolve: () => Promise.resolve([{ address: resolved++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]),
    };
    expect(await send({}, rebinding)).toMatchObject({ delivered: true });
    expect(resolved).toBe(1);
    // and the system's own resolver is never asked: this name exists nowhere
    expect(receiver.received).toHaveLength(1);
  });
});
