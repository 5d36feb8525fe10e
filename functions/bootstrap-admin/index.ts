import * as z from 'zod/mini';
import { openTable } from '../../adapters/dynamodb/client.ts';
import { createFirstAdminStore } from '../../adapters/dynamodb/first-admin-store.ts';
import { email, fullName, username } from '../../domain/account/fields.ts';
import { makeFirstAdmin } from '../../domain/account/first-admin.ts';
import { openAccountPorts } from '../accounts/ports.ts';
import { invitationView } from '../accounts/users.ts';
import { readConfig } from '../config.ts';
import { parse } from '../http/parse.ts';

const EVENT = z.strictObject({
  username,
  email,
  fullName: z.optional(fullName),
  password: z.optional(z.string().check(z.maxLength(1024))),
  token: z.optional(z.string().check(z.maxLength(1024))),
});

const ports = openAccountPorts();
const config = readConfig('TABLE_NAME', 'SITE_NAME', 'TOKEN_MAX_DAYS');
const store = createFirstAdminStore(openTable(config.TABLE_NAME));

/**
 * Makes the first site admin of a deployment; an operator invokes it by hand.
 * @returns `{created: false}` where there is one already, else who was made and, without a password, the invitation
 */
export async function handler(event: unknown) {
  const request = parse(EVENT, event, 'event');
  const site = { name: config.SITE_NAME, tokenDays: config.TOKEN_MAX_DAYS };
  const admin = { ...request, fullName: request.fullName ?? request.username };
  const result = await makeFirstAdmin({ ...ports, store }, admin, site, new Date());
  if (!result.created) return { created: false };
  const { account, invitation } = result;
  return {
    created: true,
    id: account.uuid,
    username: account.username,
    ...(invitation && { invitation: invitationView(ports, invitation) }),
  };
}
