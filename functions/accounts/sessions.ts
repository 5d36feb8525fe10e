import { nameParts } from '../../domain/account/account.ts';
import { signIn } from '../../domain/account/sign-in.ts';
import { isApiToken } from '../../domain/account/token.ts';
import { invalid } from '../../domain/errors.ts';
import { type Handlers, ok } from '../http/route.ts';
import type { AccountPorts } from './ports.ts';
import type { sessionRoutes } from './routes.ts';

export function sessionHandlers(ports: AccountPorts): Handlers<typeof sessionRoutes> {
  return {
    login: async ({ body, sourceIp }) => {
      const given = { login: body.username.trim(), password: body.password, address: sourceIp };
      const { account, jwt, expireAt } = await signIn(ports, given, new Date());
      // the documented fields in the documented order
      return ok({ message: 'Successful login.', jwt, email: account.email, ...nameParts(account.fullName), expireAt });
    },
    logout: async ({ principal, headers }) => {
      const token = headers['authorization']?.trim().split(/ +/)[1] ?? '';
      if (isApiToken(token)) throw invalid('An API token is no session. Revoke it with DELETE /api/v1/tokens/{id}.');
      await ports.tokens.endSession(principal.userId, token);
      return ok({ message: 'Logged out.' });
    },
  };
}
