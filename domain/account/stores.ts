import type { Account, AccountChange, ApiToken, ApiTokenChange, Group } from './account.ts';
import type { Principal } from './principal.ts';
import type { Counter } from './throttle.ts';

/** One page of a list by name; `next` is what to ask for next, absent on the last page. */
export interface NamePage<T> {
  items: T[];
  next?: string;
}

export interface PageRequest {
  /** the `next` of the page before */
  after?: string | undefined;
  limit: number;
}

/** Users. Every method that changes something does so in one transaction, or throws and changes nothing. */
export interface AccountStore {
  get(userId: string): Promise<Account | undefined>;
  getMany(userIds: readonly string[]): Promise<Map<string, Account>>;
  /** by user id, UUID or site id */
  find(reference: string): Promise<Account | undefined>;
  /** by username or e-mail address, in as many reads for nobody as for somebody */
  findByLogin(name: string): Promise<Account | undefined>;
  /** @throws DomainError `conflict` naming the field that is taken; `notFound` where the group does not exist */
  create(account: Account): Promise<void>;
  /**
   * @param actor whose rights the decision was made on: they must still hold when it is written down
   * @throws DomainError `conflict` where somebody else changed the account since it was read; `forbidden` where the
   * actor has lost a right meanwhile
   */
  change(account: Account, change: AccountChange, actor: Principal): Promise<Account>;
  /** Ends all sessions and one-time links by moving on `passwordVersion`. */
  setPassword(account: Account, passwordHash: string): Promise<void>;
  list(page: PageRequest & { groupId?: string | undefined }): Promise<NamePage<Account>>;
}

export interface GroupStore {
  get(groupId: string): Promise<Group | undefined>;
  getMany(groupIds: readonly string[]): Promise<Map<string, Group>>;
  /** by group id, UUID or site id */
  find(reference: string): Promise<Group | undefined>;
  /** @throws DomainError `conflict` where the name is taken */
  create(group: Group): Promise<void>;
  /** @throws DomainError `conflict` where the name is taken or the group was changed since it was read */
  rename(group: Group, name: string): Promise<Group>;
  list(page: PageRequest): Promise<NamePage<Group>>;
}

/** The first group and the first site admin, together and once. */
export interface FirstAdminStore {
  exists(): Promise<boolean>;
  /** @returns false where another call was faster */
  create(group: Group, admin: Account, token: { secret: string; record: ApiToken } | undefined): Promise<boolean>;
}

export interface TokenStore {
  list(userId: string): Promise<ApiToken[]>;
  /** when each was used last (ISO 8601, to the hour), by its id; without those that never were */
  lastUses(userId: string): Promise<ReadonlyMap<string, string>>;
  /** @throws DomainError `conflict` where another token was made at the same time */
  add(account: Account, token: string, record: ApiToken): Promise<void>;
  /** @returns false where the user has no such token */
  remove(userId: string, tokenId: string): Promise<boolean>;
  /** @returns the token as it is now; undefined where the user has no such token */
  change(userId: string, tokenId: string, change: ApiTokenChange): Promise<ApiToken | undefined>;
  addSession(account: Account, token: string, session: { createdAt: string; expiresAt: string }): Promise<void>;
  endSession(userId: string, token: string): Promise<void>;
}

/** A one-time link as stored, under the SHA-256 of its secret. */
export interface PasswordLink {
  userId: string;
  /** the password that the user had when the link was made; a later password ends the link */
  passwordVersion: number;
  expiresAt: string;
}

export interface PasswordLinkStore {
  add(secret: string, link: PasswordLink): Promise<void>;
  get(secret: string): Promise<PasswordLink | undefined>;
  /** Uses up the link and sets the password in one transaction; @returns false where the link was used meanwhile */
  redeem(secret: string, account: Account, passwordHash: string): Promise<boolean>;
}

/** Counts attempts. */
export interface AttemptStore {
  /** Counts one more and says how many there are now. */
  count(counter: Counter): Promise<number>;
  /** Takes one back: the attempt was a good one. */
  refund(counter: Counter): Promise<void>;
}
