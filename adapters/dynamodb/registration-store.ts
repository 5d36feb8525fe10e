import { decidedAlready, type PendingRegistration, type RegistrationStore } from '../../domain/account/registration.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { groupExists, newGroupWrites, putNew } from './group-store.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { type Key, keys } from './keys.ts';
import { readPartition } from './read-pages.ts';
import { newUserWrites } from './user-store.ts';

class Waiting extends Error {}
class Decided extends Error {}

/** Registrations that wait for a decision, and the rows by which no e-mail address waits twice. */
export function createRegistrationStore(table: Table): RegistrationStore {
  return {
    list: () => listRegistrations(table),
    get: async (uuid) => {
      const row = await getItem<Record<string, unknown>>(table, keys.registration(uuid));
      return row && registrationOf(row);
    },
    isWaiting: async (email) => (await getItem(table, keys.registrationEmail(email))) !== undefined,
    add: (registration) =>
      succeeds(
        Waiting,
        writeAll(table, [
          putNew(
            table,
            { ...keys.registrationEmail(registration.email), uuid: registration.uuid },
            () => new Waiting(),
          ),
          putNew(table, { ...keys.registration(registration.uuid), ...registration }, () => new Waiting()),
        ]),
      ),
    accept: async (registration, account, group) => {
      const ofGroup = group === undefined ? [groupExists(table, account.groupId)] : newGroupWrites(table, group);
      const user = newUserWrites(table, account);
      await writeAll(table, [...ended(table, registration, decidedAlready), ...ofGroup, ...user]);
    },
    remove: (registration) =>
      succeeds(
        Decided,
        writeAll(
          table,
          ended(table, registration, () => new Decided()),
        ),
      ),
  };
}

/** @returns false where the work was refused in the one way that is expected */
async function succeeds(refusal: new () => Error, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof refusal) return false;
    throw error;
  }
}

function ended(table: Table, { uuid, email }: PendingRegistration, refusal: () => Error): GuardedWrite[] {
  const drop = (key: Key): GuardedWrite => ({
    item: {
      Delete: { TableName: table.name, Key: { ...key }, ConditionExpression: 'attribute_exists(PK)' },
    },
    refusal,
  });
  return [drop(keys.registration(uuid)), drop(keys.registrationEmail(email))];
}

const registrationOf = ({ PK: _pk, SK: _sk, ...registration }: Record<string, unknown>): PendingRegistration =>
  registration as unknown as PendingRegistration;

/** The oldest first. */
async function listRegistrations(table: Table): Promise<PendingRegistration[]> {
  const found = (await readPartition(table, keys.registration('').PK)).map(registrationOf);
  return found.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}
