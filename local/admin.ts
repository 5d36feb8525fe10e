import { randomInt } from 'node:crypto';
import type { LambdaService } from './lambda/lambda.ts';
import type { LocalSettings } from './settings.ts';

/** The first admin, as made by this start; the password and the token are never written down. */
export interface FirstAdmin {
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** Reserved for documentation: nobody can own the address, and local mail goes to a folder anyway. */
const EMAIL = 'admin@example.org';

/** Makes the first admin through the function that does it in a deployment; `undefined` when there is one already. */
export async function makeFirstAdmin(
  lambda: LambdaService,
  functionName: string,
  settings: Pick<LocalSettings, 'adminPassword' | 'adminToken'>,
): Promise<FirstAdmin | undefined> {
  const admin = {
    username: 'admin',
    password: settings.adminPassword ?? makePassword(),
    token: settings.adminToken ?? randomText(64),
  };
  const { outcome, payload } = await lambda.invoke(functionName, JSON.stringify({ ...admin, email: EMAIL }));
  const answer = JSON.parse(payload) as { created?: boolean; errorMessage?: string };
  if (outcome.ok) return answer.created === true ? admin : undefined;
  throw new Error(`The first admin could not be made: ${answer.errorMessage ?? payload}`);
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]).join('');
}

/** 24 characters are 142 bits; one in 60 lacks a digit, which the password rules ask for, so it is thrown away. */
function makePassword(): string {
  for (;;) {
    const password = randomText(24);
    if (/[A-Z]/.test(password) && /[a-z]/.test(password) && /\d/.test(password)) return password;
  }
}
