import ipaddr from 'ipaddr.js';

/** IPv6 addresses that IANA has given out for global unicast, RFC 4291: 2000::/3. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * May a submitter's webhook be at this address? Only at one of the public internet: not private, loopback, link-local
 * (where clouds keep their metadata service), shared, multicast, reserved or documentation addresses, and not at IPv6
 * addresses that wrap an IPv4 address (mapped ones are judged by what they wrap; NAT64, 6to4 and Teredo are refused).
 */
export function isPublicAddress(address: string): boolean {
  // four decimal numbers or IPv6: 0x7f.1 and 2130706433 are notations for evading checks
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || (parsed.zoneId === undefined && parsed.match(GLOBAL_IPV6));
}
