import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putMany } from '../../../../adapters/dynamodb/batch-write.ts';
import { claimAll } from '../../../../adapters/dynamodb/claims.ts';
import type { Table } from '../../../../adapters/dynamodb/client.ts';
import { beginDeletion } from '../../../../adapters/dynamodb/datameta/bulk-deletion.ts';
import { clearDraft } from '../../../../adapters/dynamodb/datameta/clear-draft.ts';
import { putContent } from '../../../../adapters/dynamodb/datameta/content-store.ts';
import { type Deletable, deleteTogether } from '../../../../adapters/dynamodb/datameta/delete-records.ts';
import { keys } from '../../../../adapters/dynamodb/keys.ts';
import { readMany } from '../../../../adapters/dynamodb/read-many.ts';
import { abandon, openStaging } from '../../../../adapters/dynamodb/staging.ts';
import { newNames } from '../../../../domain/staged-names.ts';
import { SITE_IDS } from '../../../domain/site-ids.ts';
import { account, group } from '../account-fixtures.ts';
import { type LocalTable, startLocalTable } from '../local-table.ts';
import { draftOf } from './submission-material.ts';

let local: LocalTable;
let table: Table;
beforeAll(async () => {
  local = await startLocalTable();
  table = local.table;
});
afterAll(() => local.close());

const ada = await account(group('Lab'), 'ada');
const due = () => new Date(Date.now() + 60_000).toISOString();

/** More than a transaction holds, of both kinds. */
async function records(count = 110): Promise<Deletable[]> {
  const made = Array.from({ length: count }, (_, n) => {
    const names = newNames(SITE_IDS, n % 2 === 0 ? 'metadataset' : 'file');
    return { ...keys[n % 2 === 0 ? 'metadataset' : 'stagedFile'](names.uuid), ...names };
  });
  await putMany(table, made);
  return made;
}

/** How many of the records, and of the draft’s rows there are. */
async function left(made: readonly Deletable[], id: string): Promise<number[]> {
  const rows = await readMany(
    table,
    made.map(({ PK, SK }) => ({ PK, SK })),
  );
  const draft = await readMany(table, [keys.submission(id), keys.content(id, 'files', 0)]);
  return [rows.size, draft.size];
}

/** A table whose user dies: it answers so many calls, and none after them. */
function dying(calls: number): Table {
  let sent = 0;
  const send = (command: Parameters<Table['client']['send']>[0]) => {
    sent += 1;
    return sent > calls ? Promise.reject(new Error('died')) : table.client.send(command);
  };
  return { ...table, client: Object.assign(Object.create(table.client) as Table['client'], { send }) };
}

describe('deleting more than a transaction holds', () => {
  it('takes all or none away, wherever it dies and the sweeper goes on', async () => {
    const outcomes = new Set<number>();
    let finished = false;
    for (let calls = 0; !finished; calls++) {
      const made = await records();

      const draft = draftOf(ada);
      finished = await deleteTogether(dying(calls), made, () => draft).catch(() => false);

      await clearDraft(table, draft.id);

      const [rows = -1, rest] = await left(made, draft.id);
      expect([calls, rest]).toEqual([calls, 0]);
      outcomes.add(rows);
    }
    expect(outcomes).toEqual(new Set([0, 110]));
  });

  it('that died is gone on with by whoever deletes one of the records', async () => {
    const made = await records(3);
    const draft = draftOf(ada);
    await openStaging(table, draft, due());
    const named = made.map(({ uuid, siteId }) => ({ uuid, siteId, fileIds: {} }));
    await putContent(table, draft.id, {
      metadatasets: [...named.slice(0, 1), ...named.slice(2)],
      files: named.slice(1, 2),
      values: [],
    });
    await claimAll(
      table,
      draft.id,
      made.map(({ PK, SK }) => ({ key: { PK, SK } })),
    );
    expect(await beginDeletion(table, draft.id)).toBe(true);
    const [first] = made as [Deletable];
    expect(await deleteTogether(table, [{ ...first, claim: draft.id }], () => draftOf(ada))).toBe(false);
    expect(await left(made, draft.id)).toEqual([0, 0]);
  });

  it('once it is decided is given up by nobody', async () => {
    const draft = draftOf(ada, 3600);
    await openStaging(table, draft, due());
    expect(await beginDeletion(table, draft.id)).toBe(true);
    expect(await abandon(table, draft.id)).toBe(false);
    const givenUp = draftOf(ada);
    await openStaging(table, givenUp, due());
    expect(await abandon(table, givenUp.id)).toBe(true);
    expect(await beginDeletion(table, givenUp.id)).toBe(false);
  });
});
