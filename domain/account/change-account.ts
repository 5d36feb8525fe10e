import { forbidden, notFound } from '../errors.ts';
import type { Account, AccountChange } from './account.ts';
import { forbiddenFields, mayReadAccount } from './permissions.ts';
import type { Principal } from './principal.ts';
import type { AccountStore, GroupStore } from './stores.ts';

/** A change as a caller asks for it: the group by any of its names. */
export interface ChangeRequest extends Omit<AccountChange, 'groupId'> {
  group?: string | undefined;
}

/**
 * Changes an account, all of it or nothing.
 * @throws DomainError `notFound` (account or group), `forbidden` (names the fields), `conflict` (changed meanwhile)
 */
export async function changeAccount(
  ports: { accounts: Pick<AccountStore, 'find' | 'change'>; groups: Pick<GroupStore, 'find'> },
  principal: Principal,
  reference: string,
  request: ChangeRequest,
): Promise<Account> {
  const { group: groupReference, ...fields } = request;
  const account = await ports.accounts.find(reference);
  if (account === undefined) throw notFound(`There is no account ${reference}.`);
  const group = groupReference === undefined ? undefined : await ports.groups.find(groupReference);
  const change: AccountChange = { ...fields, ...(groupReference !== undefined && { groupId: group?.groupId ?? '' }) };
  refuseForbidden(principal, account, change);
  if (groupReference !== undefined && group === undefined) throw notFound(`There is no group ${groupReference}.`);
  return ports.accounts.change(account, change, principal);
}

function refuseForbidden(principal: Principal, account: Account, change: AccountChange): void {
  if (!mayReadAccount(principal, account)) throw forbidden('You may not change this account.');
  const fields = forbiddenFields(principal, account, change);
  if (fields.length === 0) return;
  const names = fields.map((field) => (field === 'groupId' ? 'group' : field));
  throw forbidden(`You may not change ${names.join(', ')} of this account.`, {
    issues: names.map((field) => ({ field, message: 'You may not change this.' })),
  });
}
