import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { findSubmission, type SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { secureBytes } from '../../../domain/random.ts';
import { newIdentity } from '../../../domain/submission/identity.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';
import { endedRow } from './submission-rows.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

/** Writes a submission with all of its names. */
async function write(differing: Partial<SubmissionRow>) {
  const identity = newIdentity(secureBytes, SITE_IDS);
  const row = { ...endedRow(1), ...keys.submission(identity.id), ...identity, ...differing };
  const name = { ...keys.ref(identity.siteId), kind: 'submission', id: identity.id };
  for (const Item of [row, name]) await local.table.client.send(new PutCommand({ TableName: local.table.name, Item }));
  return identity;
}

describe('a submission', () => {
  it('is found by each of its names in every spelling, and by no other UUID with its id in it', async () => {
    const { id, uuid, siteId } = await write({});
    const spellings = [uuid, uuid.toUpperCase(), uuid.replaceAll('-', ''), `urn:uuid:${uuid}`];
    for (const name of [id, ...spellings, siteId, siteId.toLowerCase()]) {
      expect((await findSubmission(local.table, name))?.id, name).toBe(id);
    }
    const other = `${uuid.slice(0, -1)}${uuid.endsWith('0') ? '1' : '0'}`;
    for (const name of [other, id.slice(1), `${id}x`, siteId.slice(0, -1), '']) {
      expect(await findSubmission(local.table, name), name).toBeUndefined();
    }
  });

  it('that takes inputs is found; one that records are being claimed for, or were, is nobody’s to see', async () => {
    for (const staging of ['inputs', 'open', 'abandoned', 'deleting'] as const) {
      const { id, uuid, siteId } = await write({ state: 'draft', staging });
      const found = [];
      for (const name of [id, uuid, siteId]) found.push((await findSubmission(local.table, name))?.id);
      expect([staging, ...found]).toEqual([staging, ...Array(3).fill(staging === 'inputs' ? id : undefined)]);
    }
  });
});
