import {
  changeApiToken,
  createApiToken,
  listApiTokens,
  ownerOfTokens,
  revokeApiToken,
  type TokenChangeRequest,
  type TokenRequest,
} from '../../domain/account/api-token.ts';
import { created, type Handlers, noContent, ok } from '../http/route.ts';
import type { AccountPorts } from './ports.ts';
import type { accountRoutes } from './routes.ts';
import { tokenView } from './views.ts';

type Routes = Pick<
  typeof accountRoutes,
  | 'listTokens'
  | 'createToken'
  | 'changeToken'
  | 'revokeToken'
  | 'listTokensOf'
  | 'createTokenFor'
  | 'changeTokenOf'
  | 'revokeTokenOf'
>;

/** @param maxDays longest life of a token */
export function tokenHandlers(ports: AccountPorts, maxDays: number): Handlers<Routes> {
  const on = tokensOf(ports, maxDays);
  return {
    listTokens: ({ principal }) => on.list(principal.userId),
    createToken: ({ principal, body }) => on.create(principal.userId, body),
    changeToken: ({ principal, params, body }) => on.change(principal.userId, params['id'] ?? '', body),
    revokeToken: ({ principal, params }) => on.revoke(principal.userId, params['id'] ?? ''),
    listTokensOf: async (call) => on.list(await on.owner(call)),
    createTokenFor: async (call) => on.create(await on.owner(call), call.body),
    changeTokenOf: async (call) => on.change(await on.owner(call), call.params['id'] ?? '', call.body),
    revokeTokenOf: async (call) => on.revoke(await on.owner(call), call.params['id'] ?? ''),
  };
}

type OwnerCall = { principal: Parameters<typeof ownerOfTokens>[1]; params: Readonly<Record<string, string>> };

function tokensOf(ports: AccountPorts, maxDays: number) {
  return {
    owner: async ({ principal, params }: OwnerCall) =>
      (await ownerOfTokens(ports.accounts, principal, params['userId'] ?? '')).userId,
    list: async (userId: string) => {
      const now = new Date();
      const [found, uses] = await Promise.all([listApiTokens(ports.tokens, userId), ports.tokens.lastUses(userId)]);
      return ok({
        tokens: found.map((token) => ({ ...tokenView(token, now), lastUsedAt: uses.get(token.tokenId) ?? null })),
      });
    },
    create: async (userId: string, request: TokenRequest) => {
      const now = new Date();
      const { token, record } = await createApiToken(ports, userId, request, now, maxDays);
      return created({ ...tokenView(record, now), token });
    },
    change: async (userId: string, tokenId: string, request: TokenChangeRequest) => {
      const now = new Date();
      return ok(tokenView(await changeApiToken(ports.tokens, { userId, tokenId }, request, now, maxDays), now));
    },
    revoke: async (userId: string, tokenId: string) => {
      await revokeApiToken(ports.tokens, userId, tokenId);
      return noContent();
    },
  };
}
