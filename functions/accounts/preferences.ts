import type { OwnWebhook } from '../../adapters/dynamodb/preference-store.ts';
import { MAIL_TOPICS, type MailTopic } from '../../domain/account/preferences.ts';
import { notFound } from '../../domain/errors.ts';
import { webhookOf } from '../../domain/notification/webhook.ts';
import { type Handlers, noContent, ok } from '../http/route.ts';
import type { AccountPorts } from './ports.ts';
import type { accountRoutes } from './routes.ts';

type Routes = Pick<typeof accountRoutes, 'getPreferences' | 'setPreferences' | 'setWebhook' | 'deleteWebhook'>;

const gone = () => notFound('This account does not exist any more.');

export function preferenceHandlers({ accounts, preferences }: AccountPorts): Handlers<Routes> {
  const told = async (userId: string, unwanted: readonly MailTopic[]) =>
    ok({ mails: mailsOf(unwanted), webhook: webhookView(await preferences.getWebhook(userId)) });
  return {
    getPreferences: async ({ principal }) => {
      const account = await accounts.get(principal.userId);
      if (account === undefined) throw gone();
      return told(principal.userId, account.unwantedMails ?? []);
    },
    setPreferences: async ({ principal, body }) => {
      const unwanted = MAIL_TOPICS.filter((topic) => !body.mails[topic]);
      if (!(await preferences.setUnwantedMails(principal.userId, unwanted))) throw gone();
      return told(principal.userId, unwanted);
    },
    setWebhook: async ({ principal, body }) => {
      const webhook = { ...webhookOf(body), createdAt: new Date().toISOString() };
      await preferences.putWebhook(principal.userId, webhook);
      return ok({ ...webhookView(webhook), secret: webhook.secret });
    },
    deleteWebhook: async ({ principal }) => {
      await preferences.deleteWebhook(principal.userId);
      return noContent();
    },
  };
}

const mailsOf = (unwanted: readonly MailTopic[]) =>
  Object.fromEntries(MAIL_TOPICS.map((topic) => [topic, !unwanted.includes(topic)]));

/** Without what it is called with: credentials and headers are told to nobody again. */
const webhookView = (webhook: OwnWebhook | undefined) =>
  webhook === undefined
    ? null
    : {
        url: webhook.notification.url,
        method: webhook.notification.method,
        auth_type: webhook.notification.auth_type,
        createdAt: webhook.createdAt,
      };
