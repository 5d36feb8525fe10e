import { type Handlers, ok } from '../../http/route.ts';
import type { accountsRoutes } from '../routes/accounts.ts';

export const accountsHandlers: Handlers<typeof accountsRoutes> = {
  server: async () => ok({ apiVersion: '1.4.0', datametaVersion: '1.0.5' }),
};
