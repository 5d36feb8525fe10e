import { type Handlers, ok } from '../../http/route.ts';
import type { accountsRoutes } from '../routes/accounts.ts';
import { groupHandlers } from './groups.ts';
import { keyHandlers } from './keys.ts';
import { userHandlers } from './users.ts';

export const accountsHandlers: Handlers<typeof accountsRoutes> = {
  ...keyHandlers,
  ...userHandlers,
  ...groupHandlers,
  // the API that DataMeta's clients were generated from, and the release of the server that had it
  server: async () => ok({ apiVersion: '1.4.0', datametaVersion: '1.0.5' }),
};
