import { setTimeout as pause } from 'node:timers/promises';
import { changeOwnPassword } from '../../domain/account/own-password.ts';
import { redeemPasswordLink, requestPasswordLink } from '../../domain/account/password-link.ts';
import { type Handlers, noContent, ok } from '../http/route.ts';
import type { AccountPorts } from './ports.ts';
import type { accountRoutes } from './routes.ts';

type Routes = Pick<typeof accountRoutes, 'changeOwnPassword' | 'requestPasswordLink' | 'setPassword'>;

/** Sending a mail takes a few tenths of a second: an answer that came sooner would tell that nobody has the address. */
const LINK_ANSWER_MS = 1500;

export function passwordHandlers(ports: AccountPorts, linkAnswerMs = LINK_ANSWER_MS): Handlers<Routes> {
  return {
    changeOwnPassword: async ({ principal, body }) => {
      await changeOwnPassword(ports, principal, body, new Date());
      return noContent();
    },
    requestPasswordLink: async ({ body, sourceIp }) => {
      const request = { email: body.email, address: sourceIp };
      await Promise.all([requestPasswordLink(ports, request, new Date()), pause(linkAnswerMs)]);
      return { status: 202, body: { message: 'If somebody here has this address, a mail with a link is on its way.' } };
    },
    setPassword: async ({ body }) => {
      const account = await redeemPasswordLink(ports, body, new Date());
      return ok({ username: account.username });
    },
  };
}
