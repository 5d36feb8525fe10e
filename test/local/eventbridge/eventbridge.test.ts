import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { createEventBridge, type EventBridgeService } from '../../../local/eventbridge/eventbridge.ts';
import { createCallers, type LocalCallers } from '../../../local/iam/callers.ts';
import { openKeys } from '../../../local/iam/keys.ts';
import type { TemplateResource } from '../../../local/template/assembly.ts';
import { eventually } from '../fixtures/platform.ts';
import { functionResources, stackOf } from '../fixtures/stack.ts';

const target = { 'Fn::GetAtt': ['Listener', 'Arn'] };
const rule = (properties: object): TemplateResource => ({
  Type: 'AWS::Events::Rule',
  Properties: { State: 'ENABLED', Targets: [{ Id: 't', Arn: target }], ...properties },
});
const resources: Record<string, TemplateResource> = {
  ...functionResources('Listener'),
  ...functionResources('Publisher', {
    statements: [
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: '*',
        Condition: { StringEquals: { 'events:source': 'waybill' } },
      },
    ],
  }),
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: target,
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:*:*:rule/*',
    },
  },
  Domain: rule({ EventPattern: { source: ['waybill'] } }),
  Fixed: rule({ EventPattern: { 'detail-type': ['fixed'] }, Targets: [{ Id: 't', Arn: target, Input: '{"own":1}' }] }),
  Off: rule({ EventPattern: { source: ['waybill'] }, State: 'DISABLED' }),
};

let directory: string;
let callers: LocalCallers;
let bus: EventBridgeService;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
let sent: { arn: string; event: Record<string, unknown> }[] = [];
const create = (extra: Record<string, TemplateResource> = {}): EventBridgeService =>
  createEventBridge({
    stack: stackOf({ ...resources, ...extra }),
    directory,
    send: (arn, payload) => sent.push({ arn, event: JSON.parse(payload) as Record<string, unknown> }),
  });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'waybill-bus-'));
  callers = createCallers({
    stack: stackOf(resources),
    keyOf: openKeys(join(directory, 'keys.json')),
    mirrorBucket: 'm',
  });
  bus = create();
  endpoint = await startEndpoint({ port: 0, callers, services: { events: bus.service } });
});
afterAll(async () => {
  await endpoint.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  sent = [];
});

const put = (caller: Caller, ...Entries: PutEventsRequestEntry[]) =>
  new EventBridgeClient({ endpoint: endpoint.url, region: 'us-east-1', maxAttempts: 1, credentials: caller }).send(
    new PutEventsCommand({ Entries }),
  );
const entry = { Source: 'waybill', DetailType: 'submission.finished', Detail: '{"id":"x"}' };

describe('PutEvents', () => {
  it('sends events to the targets of the rules that match', async () => {
    const { Entries, FailedEntryCount } = await put(callers.ofFunction('Publisher'), {
      ...entry,
      Time: new Date(1_790_000_000_900),
      Resources: ['r'],
    });
    expect(FailedEntryCount).toBe(0);
    expect(sent).toEqual([
      {
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Listener',
        event: {
          version: '0',
          id: Entries?.[0]?.EventId,
          'detail-type': 'submission.finished',
          source: 'waybill',
          account: '000000000000',
          time: '2026-09-21T14:13:20Z',
          region: 'us-east-1',
          resources: ['r'],
          detail: { id: 'x' },
        },
      },
    ]);
  });

  it('sends the input of the target where the rule has one', async () => {
    await put(callers.operator, { ...entry, Source: 'other', DetailType: 'fixed' });
    expect(sent.map(({ event }) => event)).toEqual([{ own: 1 }]);
  });

  it('refuses single entries and takes the others', async () => {
    const wrong = [
      { ...entry, Detail: '[1]' },
      { ...entry, Source: 'aws.s3' },
      { DetailType: 'x', Detail: '{}' },
      { ...entry, EventBusName: 'mine' },
    ];
    const answer = await put(callers.operator, ...wrong, entry);
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
      'ResourceNotFoundException',
      undefined,
    ]);
    expect(sent).toHaveLength(1);
  });

  it('asks IAM, with the source as a condition key', async () => {
    await expect(put(callers.ofFunction('Publisher'), { ...entry, Source: 'else' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(put(callers.ofFunction('Listener'), entry)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(sent).toEqual([]);
  });

  it('refuses more than ten entries, and more than 1 MB', async () => {
    await expect(put(callers.operator, ...Array.from({ length: 11 }, () => entry))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const half = { ...entry, Detail: JSON.stringify({ text: 'x'.repeat(512 * 1024) }) };
    await expect(put(callers.operator, half, half)).rejects.toThrow('over the limit');
  });
});

describe('schedules', () => {
  it('fire once at the start when they are overdue, and not before they are due', async () => {
    const sweep = {
      Hourly: rule({ ScheduleExpression: 'rate(1 hour)' }),
      Daily: rule({ ScheduleExpression: 'rate(1 day)' }),
    };
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    writeFileSync(join(directory, 'schedules.json'), JSON.stringify({ 'Test-Hourly': ago(5), 'Test-Daily': ago(5) }));
    const scheduled = create(sweep);
    scheduled.start();
    await eventually(() => sent.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    scheduled.close();
    expect(sent.map(({ event }) => event)).toEqual([
      expect.objectContaining({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/Test-Hourly'],
      }),
    ]);
    // A restart right after it does not fire it again.
    const again = create(sweep);
    again.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    again.close();
    expect(sent).toHaveLength(1);
  });
});

describe('what the bus does not know', () => {
  it.each([
    [
      { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 't', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }] },
      'only sends events to functions',
    ],
    [
      { EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: target, InputTransformer: {} }] },
      'InputTransformer',
    ],
    [{ EventPattern: { source: ['x'] }, EventBusName: 'mine' }, 'default event bus'],
    [
      { EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: { 'Fn::GetAtt': ['Publisher', 'Arn'] } }] },
      'no AWS::Lambda::Permission',
    ],
  ])('stops the start: %j', (properties, message) => {
    expect(() => create({ Extra: rule(properties) })).toThrow(message);
  });
});
