import { type RandomBytes, randomBelow } from '../random.ts';
import { mayBeSiteId, newSiteId, type SiteIds } from '../site-id.ts';
import { uuidBeginning } from '../uuid.ts';

/**
 * A submission has three names, each accepted wherever one is: a 7-character id (NeMO's), a UUID, and a site id
 * (DataMeta's). The id is the primary key. The UUID carries the id in its first 36 bits, so that reading by UUID needs
 * no look-up; its 86 other bits are random and keep it unguessable (version 8, RFC 9562: custom layout).
 */
export interface Identity {
  id: string;
  uuid: string;
  siteId: string;
}

/** no 0, 1, l: ids are read aloud and typed from mails */
const ALPHABET = '23456789abcdefghijkmnopqrstuvwxyz';
const ID_LENGTH = 7;
/** 33^7 < 2^36: an id fits into nine hexadecimal digits */
const ID_COUNT = ALPHABET.length ** ID_LENGTH;

function idOf(number: number): string {
  let rest = number;
  let id = '';
  for (let i = 0; i < ID_LENGTH; i++) {
    id = ALPHABET.charAt(rest % ALPHABET.length) + id;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return id;
}

export function newIdentity(random: RandomBytes, siteIds: SiteIds): Identity {
  const number = randomBelow(ID_COUNT, random);
  const head = number.toString(16).padStart(9, '0');
  const uuid = uuidBeginning(head, random);
  return { id: idOf(number), uuid, siteId: newSiteId(siteIds, 'submission', random) };
}

const UUID = /^([0-9a-f]{8})-?([0-9a-f])([0-9a-f]{3})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/;

/** What a caller's reference points at: an id to read, perhaps with the UUID that the record must have. */
export type Reference =
  | { kind: 'id'; id: string }
  | { kind: 'uuid'; id: string; uuid: string }
  | { kind: 'site'; siteId: string };

/** Understands any of the three names; `undefined` for what can be none of them. */
export function parseReference(text: string): Reference | undefined {
  if (/^[A-Za-z0-9]{7}$/.test(text)) return { kind: 'id', id: text };
  const match = UUID.exec(text.toLowerCase().replace(/^urn:uuid:/, ''));
  if (match) {
    const [, a = '', b = '', c = '', d = '', e = '', f = ''] = match;
    const number = Number.parseInt(a + b, 16);
    return number < ID_COUNT ? { kind: 'uuid', id: idOf(number), uuid: `${a}-${b}${c}-${d}-${e}-${f}` } : undefined;
  }
  return mayBeSiteId(text) ? { kind: 'site', siteId: text.toUpperCase() } : undefined;
}
