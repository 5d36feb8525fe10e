import type { ApiToken } from '../../../domain/account/account.ts';
import { createApiToken, listApiTokens } from '../../../domain/account/api-token.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { checkCredentials } from '../../../domain/account/sign-in.ts';
import { forbidden, unauthenticated } from '../../../domain/errors.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import { type Call, type Handlers, ok, type Reply } from '../../http/route.ts';
import { type Identifier, identifierOf } from '../identifier.ts';
import type { accountsRoutes } from '../routes/accounts.ts';
import { naive } from '../times.ts';
import { ports, TOKEN_MAX_DAYS } from './ports.ts';

type Routes = Pick<typeof accountsRoutes, 'createKey' | 'deleteKey' | 'listKeys'>;

export const keyHandlers: Handlers<Routes> = {
  createKey: async (call) => {
    const owner = await ownerOf(call);
    const request = { label: call.body.label, expires: call.body.expires, pastAllowed: true };
    const { token, record } = await createApiToken(ports, owner.userId, request, new Date(), TOKEN_MAX_DAYS);
    const { id, label, expires } = keyView(record);
    return ok({ id, userId: identifierOf(owner), token, label, expires });
  },
  deleteKey: async ({ principal, params }): Promise<Reply> => {
    const id = canonicalUuid(params['id'] ?? '');
    const removed = id !== undefined && (await ports.tokens.remove(principal.userId, id));
    if (!removed) throw forbidden('You have no such API key.');
    return { status: 200 };
  },
  listKeys: async ({ principal, params }) => {
    if (!isSelf(principal, params['id'] ?? '')) throw forbidden('You may list your own API keys only.');
    const now = Date.now();
    const tokens = await listApiTokens(ports.tokens, principal.userId);
    return ok(tokens.map((token) => ({ ...keyView(token), hasExpired: Date.parse(token.expiresAt) <= now })));
  },
};

/** Does a reference name the caller? */
export const isSelf = (principal: Principal, reference: string): boolean =>
  canonicalUuid(reference) === principal.uuid || reference.trim().toUpperCase() === principal.siteId;

const keyView = ({ tokenId, label, expiresAt }: ApiToken) => ({
  id: { uuid: tokenId } satisfies Identifier,
  label,
  expires: naive(expiresAt),
});

/** Whoever's key is sent; without one, whoever's e-mail address and password are. */
async function ownerOf({ principal, body, sourceIp }: Call<Routes['createKey']>): Promise<Principal> {
  if (principal !== undefined) return principal;
  const { email, password } = body;
  if (email === undefined || password === undefined) {
    throw unauthenticated('Send an API key, or e-mail address and password.');
  }
  return checkCredentials(ports, { login: email.trim(), password, address: sourceIp }, new Date());
}
