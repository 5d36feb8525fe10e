import { describe, expect, it } from 'vitest';
import type { DomainError } from '../../../domain/errors.ts';
import {
  emailOf,
  type RegistrationFacts,
  type RegistrationRequest,
  registrationFrom,
  registrationRequest,
} from '../../../domain/metadata/registration.ts';

const request = (parts: Partial<RegistrationRequest> = {}): RegistrationRequest => ({
  name: ' Ada Lovelace ',
  email: 'Ada@Example.ORG',
  org_select: 'DMG-1',
  org_create: null,
  org_new_name: null,
  check_user_agreement: null,
  ...parts,
});
const facts = (parts: Partial<RegistrationFacts> = {}): RegistrationFacts => ({
  userExists: false,
  requestExists: false,
  groupExists: true,
  agreementNeeded: false,
  ...parts,
});

function faults(parts: Partial<RegistrationRequest>, known: Partial<RegistrationFacts> = {}) {
  try {
    registrationFrom(request(parts), facts(known));
    return [];
  } catch (error) {
    return (error as DomainError).issues;
  }
}
const fields = (...of: Parameters<typeof faults>) => faults(...of).map(({ field }) => field);

describe('registrations', () => {
  it('asks for a place in a group, or for a new group', () => {
    const person = { fullName: 'Ada Lovelace', email: 'ada@example.org' };
    expect(registrationFrom(request(), facts())).toEqual({ ...person, group: { reference: 'DMG-1' } });
    const created = request({ org_create: 'on', org_new_name: 'Analysts', org_select: null });
    expect(registrationFrom(created, facts({ groupExists: false }))).toEqual({
      ...person,
      group: { newName: 'Analysts' },
    });
  });

  it('reports all problems at once, each by its name and without words', () => {
    const nothing = { name: null, email: null, org_select: null };
    expect(faults(nothing, { agreementNeeded: true })).toEqual(
      ['check_user_agreement', 'email', 'org_select', 'name'].map((field) => ({ field, message: '' })),
    );
  });

  it.each([
    ['email', { email: 'a@b' }, {}],
    ['email', { email: 'a b@c.d' }, {}],
    ['email', { email: `${'a'.repeat(250)}@b.cd` }, {}],
    ['user_exists', {}, { userExists: true }],
    ['req_exists', {}, { requestExists: true }],
    ['org_select', {}, { groupExists: false }],
    ['org_new_name', { org_create: '' }, {}],
    ['name', { name: ' ' }, {}],
    ['name', { name: 'a\nb' }, {}],
    ['check_user_agreement', { check_user_agreement: false }, { agreementNeeded: true }],
  ] as const)('reports %s', (field, parts, known) => {
    expect(fields(parts, known)).toEqual([field]);
  });

  it('asks nobody to agree to nothing', () => {
    expect(fields({ check_user_agreement: false })).toEqual([]);
    expect(fields({ check_user_agreement: true }, { agreementNeeded: true })).toEqual([]);
  });

  it('looks addresses up in one spelling', () => {
    expect(emailOf(request({ email: ' ADA@example.org ' }))).toBe('ada@example.org');
    expect(emailOf(request({ email: '@' }))).toBeUndefined();
  });

  it('asks for all keys and no other', () => {
    expect(registrationRequest.safeParse(request()).success).toBe(true);
    const { name: _, ...incomplete } = request();
    expect(registrationRequest.safeParse(incomplete).success).toBe(false);
    expect(registrationRequest.safeParse({ ...request(), more: null }).success).toBe(false);
  });
});
