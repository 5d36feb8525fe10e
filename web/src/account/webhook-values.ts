import type { WebhookDocument } from './preferences-api.ts';

/** What the form of a webhook holds. */
export interface WebhookValues {
  url: string;
  method: 'POST' | 'PUT' | 'GET';
  kind: 'none' | 'bearer_token' | 'basic' | 'api_key';
  token: string;
  username: string;
}

export const NEW_WEBHOOK: WebhookValues = { url: '', method: 'POST', kind: 'none', token: '', username: '' };

/** The document that the API takes. */
export function documentOf({ url, method, kind, token, username }: WebhookValues): WebhookDocument {
  const common = { url: url.trim(), method };
  switch (kind) {
    case 'none':
      return { ...common, auth_type: kind, auth_details: null };
    case 'basic':
      return { ...common, auth_type: kind, auth_details: { username, password: token } };
    case 'bearer_token':
    case 'api_key':
      return { ...common, auth_type: kind, auth_details: { token } };
  }
}
