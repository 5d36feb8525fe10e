/** How often something may be tried: at most `limit` times within a fixed window of `seconds`. */
export interface Throttle {
  /** what is counted, part of the counter's name */
  purpose: string;
  limit: number;
  seconds: number;
}

const QUARTER = 15 * 60;
const HOUR = 60 * 60;

/**
 * Wrong passwords. Ten per quarter of an hour and name are about a thousand guesses a day against rules that leave
 * more than 10^15 passwords; an address gets more, because a whole institute may stand behind one.
 */
export const SIGN_IN_BY_NAME: Throttle = { purpose: 'name', limit: 10, seconds: QUARTER };
export const SIGN_IN_BY_ADDRESS: Throttle = { purpose: 'address', limit: 50, seconds: QUARTER };
/** Mails with a link for a new password: enough for a person who tries again, too few to flood a mailbox. */
export const LINK_BY_EMAIL: Throttle = { purpose: 'link-email', limit: 3, seconds: HOUR };
export const LINK_BY_ADDRESS: Throttle = { purpose: 'link-address', limit: 20, seconds: HOUR };
/** Registrations: each mails admins. */
export const REGISTRATION_BY_ADDRESS: Throttle = { purpose: 'registration', limit: 20, seconds: HOUR };

export interface Counter {
  /** what the counter belongs to, e.g. `name:jdoe` */
  subject: string;
  /** which window of time, e.g. `900-1940000` */
  window: string;
  /** epoch seconds at which the window ends */
  endsAt: number;
}

export function counterOf(throttle: Throttle, subject: string, now: Date): Counter {
  const index = Math.floor(now.getTime() / 1000 / throttle.seconds);
  return {
    subject: `${throttle.purpose}:${subject}`,
    window: `${throttle.seconds}-${index}`,
    endsAt: (index + 1) * throttle.seconds,
  };
}

/**
 * The part of a source address that one customer of a provider holds: an IPv4 address whole, of an IPv6 address its
 * first 64 bits. Counting whole IPv6 addresses would give everybody 2^64 of them to try from.
 */
export function addressSubject(address: string): string {
  const lower = address.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(lower);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!lower.includes(':')) return lower;
  const [head = '', tail] = lower.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
