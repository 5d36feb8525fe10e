import type { MailTopic } from './preferences.ts';
import type { Principal } from './principal.ts';

/** A user's whole record. Times are ISO 8601, UTC. Names and addresses are unique without regard to case. */
export interface Account extends Principal {
  enabled: boolean;
  /** not a person's: nobody can sign in as it, whatever token there may be */
  reserved?: true;
  /** `scrypt$N$r$p$salt$hash`; absent until the user has set a first password */
  passwordHash?: string;
  /** counts the passwords that the user has had: sessions and one-time links carry the number they were made under */
  passwordVersion: number;
  /** counts the API tokens made, so that two requests at once cannot pass the limit together */
  tokenVersion: number;
  /** length of the user's own submission list, counted in the transaction that creates a submission */
  ownCount: number;
  createdAt: string;
  /** mails that the user does not want; all are wanted where it is absent */
  unwantedMails?: readonly MailTopic[];
  /** goes up with every change of the profile: a change that was decided on an older state is refused */
  version: number;
}

export interface Group {
  /** 10 characters [A-Za-z0-9], internal */
  groupId: string;
  uuid: string;
  /** DataMeta site id, e.g. DMG-01234567 */
  siteId: string;
  name: string;
  createdAt: string;
  version: number;
}

/** The fields of an account that can be changed after its creation. */
export interface AccountChange {
  fullName?: string | undefined;
  groupId?: string | undefined;
  groupAdmin?: boolean | undefined;
  siteAdmin?: boolean | undefined;
  siteRead?: boolean | undefined;
  enabled?: boolean | undefined;
}

/** An API token as it can be listed: the token itself is shown once, when it is made, and is stored nowhere. */
export interface ApiToken {
  /** UUID */
  tokenId: string;
  userId: string;
  label: string;
  /** what it is used for */
  description?: string;
  createdAt: string;
  expiresAt: string;
  /** it is good for GET alone, whatever its user may do; for as long as it lives */
  readOnly?: true;
}

/** What can be changed of a token once it is made; an empty description takes it away. */
export type ApiTokenChange = Partial<Pick<ApiToken, 'label' | 'description' | 'expiresAt'>>;

/**
 * First and last name for clients that want the two apart, where only the whole name is known: `Doe, Jane` at the
 * comma, else the last word is the last name. A single word is a first name.
 */
export function nameParts(fullName: string): { first: string; last: string } {
  const comma = fullName.indexOf(',');
  if (comma > 0) return { first: fullName.slice(comma + 1).trim(), last: fullName.slice(0, comma).trim() };
  const words = fullName.trim().split(/\s+/);
  if (words.length < 2) return { first: words.join(' '), last: '' };
  return { first: words.slice(0, -1).join(' '), last: words.at(-1) ?? '' };
}
