import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamePage, PageRequest } from '../../domain/account/stores.ts';
import type { PointerRow } from './account-rows.ts';
import type { Table } from './client.ts';
import { type Key, keys } from './keys.ts';

/** Which of the two lists by name, and of the users perhaps only those of one group. */
export interface NameList {
  of: 'users' | 'groups';
  groupId?: string | undefined;
}

/** One page of a list by name. `next` is the name of the page's last row, in lower case. */
export async function pageByName(table: Table, list: NameList, page: PageRequest): Promise<NamePage<PointerRow>> {
  const keyOf = list.of === 'users' ? keys.userList : keys.groupList;
  const found: PointerRow[] = [];
  let start: Key | undefined = page.after === undefined ? undefined : keyOf(page.after);
  // one row more than the page has, to know whether there is another page
  do {
    const answer = await table.client.send(new QueryCommand(query(table, keyOf('').PK, list, page, start)));
    found.push(...((answer.Items ?? []) as PointerRow[]));
    start = answer.LastEvaluatedKey as Key | undefined;
  } while (start !== undefined && found.length <= page.limit);
  const items = found.slice(0, page.limit);
  const last = items.at(-1);
  return { items, ...(found.length > page.limit && last !== undefined && { next: last.SK }) };
}

function query(table: Table, PK: string, list: NameList, page: PageRequest, start?: Key): QueryCommandInput {
  return {
    TableName: table.name,
    KeyConditionExpression: 'PK = :pk',
    ExpressionAttributeValues: { ':pk': PK, ...(list.groupId !== undefined && { ':group': list.groupId }) },
    ...(start !== undefined && { ExclusiveStartKey: { PK: start.PK, SK: start.SK } }),
    // a filter counts after the limit, so a limited query could come back empty many times
    ...(list.groupId === undefined ? { Limit: page.limit + 1 } : { FilterExpression: 'groupId = :group' }),
  };
}
