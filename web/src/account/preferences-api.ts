import { queryOptions } from '@tanstack/react-query';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';

const PATH = '/api/v1/account/preferences';
export type Preferences = paths[typeof PATH]['get']['responses']['200']['content']['application/json'];
export type WebhookDocument = paths['/api/v1/account/webhook']['put']['requestBody']['content']['application/json'];

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: () => bodyOf(api.GET(PATH)),
});

export const setMails = (mails: Preferences['mails']): Promise<Preferences> =>
  bodyOf(api.PUT(PATH, { body: { mails } }));

export const setWebhook = (body: WebhookDocument) =>
  bodyOf(api.PUT('/api/v1/account/webhook', { body: body as never }));
export const deleteWebhook = () => bodyOf(api.DELETE('/api/v1/account/webhook'));
