import { createHash } from 'node:crypto';

/** SHA-256 in hex: how tokens and one-time secrets are stored. They are random, so they need neither salt nor work. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
