import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSubmission } from '../../../adapters/dynamodb/submission-store.ts';
import type { Fault } from '../../../local/dynamodb/faults.ts';
import { seeded } from '../../torture/chance.ts';
import type { Sent } from '../door-event.ts';
import { type GatewaySite, PATH, startGatewaySite, type View } from './site.ts';

const SUBMISSIONS = 25;
const CONFLICTING = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

const random = seeded(7);
let raging = false;
let faults = 0;

/** Every sixth call to the table fails, before or after it was carried out. */
function inject(operation: string): Fault | undefined {
  if (!raging || random() > 0.16) return undefined;
  faults += 1;
  const kinds: readonly Fault[] = CONFLICTING.has(operation)
    ? ['lost-reply', 'throttle', 'conflict']
    : ['lost-reply', 'throttle'];
  return kinds[Math.floor(random() * kinds.length)];
}

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite({}, { inject });
});
afterAll(() => site.functions.close());

/** Sends a call again until it is answered, as a client does that knows 500 and 503. */
async function insist(request: `${string} /${string}`, asked: Sent = {}): Promise<View> {
  for (let attempt = 0; attempt < 40; attempt++) {
    const { statusCode = 0, body = '' } = await site.send(request, { token: site.member, ...asked });
    if (statusCode === 200) return JSON.parse(body) as View;
    if (statusCode < 500) throw new Error(`${request} answered ${statusCode}: ${body}`);
  }
  throw new Error(`${request} was never answered`);
}

function input(text: string): Sent {
  const form = new FormData();
  form.set('file', new Blob([text]), 'parcels.csv');
  return { form, query: { dataStorePath: PATH } };
}

describe('calls that fail half-way', () => {
  it('are sent again, and come to one submission that runs once', async () => {
    const { key } = await site.assignment();
    raging = true;
    const ids = await Promise.all(
      Array.from({ length: SUBMISSIONS }, async (_, n) => {
        const { id } = await insist(`POST /api/v1/assignments/${key}/submission`);
        await insist(`POST /api/v1/submissions/${id}/inputs`, input(`id\n${n}\n`));
        expect((await insist(`POST /api/v1/submissions/${id}/start`)).state).toBe('running');
        return id;
      }),
    );
    raging = false;
    expect(faults).toBeGreaterThan(SUBMISSIONS);
    const rows = await Promise.all(ids.map((id) => getSubmission(site.functions.local.table, id)));
    const places = rows.map((row) => row?.ownNo ?? 0).toSorted((a, b) => a - b);
    expect(places).toEqual(ids.map((_, n) => n + 1));
    for (const row of rows) expect([row?.staging, row?.ownKey?.split('#')[0]]).toEqual([undefined, 'OWN']);
    const stateMachineArn = process.env['STATE_MACHINE_ARN'] ?? '';
    const { executions = [] } = await new SFNClient({}).send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions.map(({ name = '' }) => name).toSorted()).toEqual(ids.map((id) => `${id}-1`).toSorted());
  });
});
