import { inject } from 'vitest';
import type { Caller } from './client.ts';

/** The first site admin of the service that all files of this room share. */
export const siteAdmin = (): Caller => {
  const { url, token } = inject('service');
  return { url, token };
};

export const dataFolder = (): string => inject('service').directory;
