import type { FirstAdminStore } from '../../domain/account/stores.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { newGroupWrites, putNew } from './group-store.ts';
import { writeAll } from './guarded-writes.ts';
import { keys } from './keys.ts';
import { newTokenWrite } from './token-store.ts';
import { newUserWrites } from './user-store.ts';

/** Exists as soon as a first site admin was made. Nobody can take that role from themselves, so one always remains. */
const MARKER = keys.ref('first-site-admin');

class AlreadyMade extends Error {}

/** The first group, the first admin and the admin's token in one transaction, at most once per table. */
export function createFirstAdminStore(table: Table): FirstAdminStore {
  return {
    exists: async () => (await getItem(table, MARKER)) !== undefined,
    create: async (group, admin, token) => {
      const writes = [
        putNew(table, { ...MARKER, userId: admin.userId }, () => new AlreadyMade()),
        ...newGroupWrites(table, group),
        ...newUserWrites(table, admin),
        ...(token === undefined ? [] : [newTokenWrite(table, token.secret, token.record)]),
      ];
      try {
        await writeAll(table, writes);
        return true;
      } catch (error) {
        if (error instanceof AlreadyMade) return false;
        throw error;
      }
    },
  };
}
