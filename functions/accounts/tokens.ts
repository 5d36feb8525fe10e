import { createApiToken, listApiTokens, revokeApiToken } from '../../domain/account/api-token.ts';
import { created, type Handlers, noContent, ok } from '../http/route.ts';
import type { AccountPorts } from './ports.ts';
import type { accountRoutes } from './routes.ts';
import { tokenView } from './views.ts';

type Routes = Pick<typeof accountRoutes, 'listTokens' | 'createToken' | 'revokeToken'>;

/** @param maxDays longest life of a token */
export function tokenHandlers(ports: AccountPorts, maxDays: number): Handlers<Routes> {
  return {
    listTokens: async ({ principal }) => {
      const now = new Date();
      const tokens = await listApiTokens(ports.tokens, principal);
      return ok({ tokens: tokens.map((token) => tokenView(token, now)) });
    },
    createToken: async ({ principal, body }) => {
      const now = new Date();
      const { token, record } = await createApiToken(ports, principal.userId, body, now, maxDays);
      return created({ ...tokenView(record, now), token });
    },
    revokeToken: async ({ principal, params }) => {
      await revokeApiToken(ports.tokens, principal, params['id'] ?? '');
      return noContent();
    },
  };
}
