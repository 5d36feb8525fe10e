import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { SignSession } from '../../domain/account/sign-in.ts';

/**
 * Signs the JWT of a session with a random key that is forgotten at once. A session is believed because the SHA-256 of
 * its whole token is a row of the table, which also makes it revocable; the signature is only there because clients
 * expect a well-formed JWT. A key that nobody keeps cannot leak, and needs neither a secret store nor rotation.
 */
export const signSession: SignSession = ({ sub, iat, exp, jti }) =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .setJti(jti)
    .sign(randomBytes(32));
