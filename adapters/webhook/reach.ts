import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './address.ts';

export interface Address {
  address: string;
  family: number;
}

/** What a delivery may reach. Deployed functions pass PUBLIC_INTERNET and nothing else. */
export interface Reach {
  /** every address that a name has */
  resolve(hostname: string): Promise<Address[]>;
  mayConnect(address: string): boolean;
  /** certificate authorities to believe instead of the system's */
  ca?: string;
}

export const PUBLIC_INTERNET: Reach = {
  resolve: (hostname) => lookup(hostname, { all: true, order: 'verbatim' }),
  mayConnect: isPublicAddress,
};

/** The host is nowhere, or somewhere that a webhook may not be. Trying again soon would not change that. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * The addresses of a host, once, each of them allowed: a name that also points at one inner address is refused whole,
 * since which one a connection takes is chance.
 */
export async function allowedAddresses(hostname: string, reach: Reach): Promise<Address[]> {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = await reach.resolve(bare);
  if (addresses.length === 0) throw new AddressRefused(`${bare} has no address.`);
  if (!addresses.every(({ address }) => reach.mayConnect(address))) {
    throw new AddressRefused(`${bare} has an address that is not of the public internet.`);
  }
  return addresses;
}
