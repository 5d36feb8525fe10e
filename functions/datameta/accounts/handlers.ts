import type { Loaders } from '../../http/route.ts';
import type { accountsRoutes } from '../routes/accounts.ts';

const keys = async () => (await import('./keys.ts')).keyHandlers;
const users = async () => (await import('./users.ts')).userHandlers;
const groups = async () => (await import('./groups.ts')).groupHandlers;

export const accountsHandlers: Loaders<typeof accountsRoutes> = {
  createKey: keys,
  deleteKey: keys,
  listKeys: keys,
  whoAmIAtDatameta: users,
  getUser: users,
  updateUser: users,
  updatePassword: users,
  getGroup: groups,
  updateGroup: groups,
  server: () => import('./server.ts'),
};
