import { randomBytes } from 'node:crypto';
import { type Caller, expectOk } from './client.ts';

export interface Person extends Caller {
  username: string;
  email: string;
  password: string;
  id: string;
}

export interface Roles {
  groupAdmin?: boolean;
  siteAdmin?: boolean;
  siteRead?: boolean;
}

export const PASSWORD = 'Correct-Horse-7';

const unique = (name: string): string => `${name}-${randomBytes(5).toString('hex')}`;

export async function newGroup(admin: Caller, name = 'lab'): Promise<string> {
  return (await expectOk<{ id: string }>(admin, '/api/v1/groups', { body: { name: unique(name) } })).id;
}

/** A user of the group with a token of a sign-in. */
export async function newPerson(admin: Caller, group: string, roles: Roles = {}, name = 'ada'): Promise<Person> {
  const username = unique(name);
  const email = `${username}@example.org`;
  const body = { username, email, fullName: 'Ada Lovelace', group, password: PASSWORD, ...roles };
  const { id } = await expectOk<{ id: string }>(admin, '/api/v1/users', { body });
  const { jwt } = await expectOk<{ jwt: string }>({ url: admin.url, token: '' }, '/v1/login', {
    body: { username, password: PASSWORD },
  });
  return { url: admin.url, token: jwt, username, email, password: PASSWORD, id };
}
