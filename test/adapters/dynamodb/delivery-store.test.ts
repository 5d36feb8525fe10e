import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  claimDelivery,
  getDelivery,
  recordDelivery,
  recordUntold,
  releaseDelivery,
} from '../../../adapters/dynamodb/delivery-store.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

const ID = 'abc2345';
const TOLD = { type: 'StepEnded', attempt: 1, step: 'qc_complete', success: true } as const;
const NOW = new Date('2027-03-01T12:00:00Z');
const NOBODY = { mail: 'none', webhook: 'none' };

describe('an event that nobody is to be told of', () => {
  it('is written down as one that is done with', async () => {
    await recordUntold(local.table, ID, 'quiet', TOLD, NOW, NOBODY);
    expect(await getDelivery(local.table, ID, 'quiet')).toMatchObject({
      ...NOBODY,
      told: TOLD,
      firstAt: NOW.toISOString(),
    });
    expect(await claimDelivery(local.table, ID, 'quiet', TOLD, NOW, 10)).toMatchObject(NOBODY);
  });

  it('keeps what somebody was told of it before', async () => {
    await claimDelivery(local.table, ID, 'sent', TOLD, NOW, 10);
    await recordDelivery(local.table, ID, 'sent', { mail: 'sent' });
    await releaseDelivery(local.table, ID, 'sent', {});
    await recordUntold(local.table, ID, 'sent', TOLD, new Date(NOW.getTime() + 60_000), NOBODY);
    expect(await getDelivery(local.table, ID, 'sent')).toMatchObject({
      mail: 'sent',
      webhook: 'none',
      firstAt: NOW.toISOString(),
    });
  });
});
