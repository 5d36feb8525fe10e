import * as z from 'zod/mini';
import { type Issue, invalid } from '../errors.ts';

/** A request for an account as the API takes it: all keys are there, each may be null. */
export const registrationRequest = z.strictObject({
  name: z.nullable(z.string()),
  email: z.nullable(z.string()),
  /** id of a group */
  org_select: z.nullable(z.string()),
  /** anything but null: a new group is asked for */
  org_create: z.nullable(z.string()),
  org_new_name: z.nullable(z.string()),
  check_user_agreement: z.nullable(z.boolean()),
});
export type RegistrationRequest = z.output<typeof registrationRequest>;

/** A registration in which nothing is wrong. */
export interface Registration {
  fullName: string;
  /** lower case */
  email: string;
  /** of the group as given, or the name of a new one */
  group: { reference: string } | { newName: string };
}

/** What has to be looked up before a registration can be judged. */
export interface RegistrationFacts {
  /** a user has this e-mail address */
  userExists: boolean;
  /** a registration with this e-mail address awaits its decision */
  requestExists: boolean;
  /** there is a group of the given id */
  groupExists: boolean;
  /** the site has a user agreement */
  agreementNeeded: boolean;
}

const NAME_MAX = 200;
const EMAIL_MAX = 254;
/** Behind the part that counts anything may follow in DataMeta; here the whole text is an address. */
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

const nameOf = (text: string | null): string | undefined => {
  const name = text?.trim().normalize('NFC') ?? '';
  return name === '' || name.length > NAME_MAX || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(name) ? undefined : name;
};

/** The e-mail address that a request gives, in the form in which it is looked up; undefined where it is none. */
export function emailOf({ email }: RegistrationRequest): string | undefined {
  const address = email?.trim().toLowerCase() ?? '';
  return address.length <= EMAIL_MAX && EMAIL.test(address) ? address : undefined;
}

/**
 * The registration that a request makes.
 * @throws DomainError `invalid` with one issue per problem: `field` names it, the message is empty
 */
export function registrationFrom(request: RegistrationRequest, facts: RegistrationFacts): Registration {
  const email = emailOf(request);
  const fullName = nameOf(request.name);
  const newName = nameOf(request.org_new_name);
  const wantsNew = request.org_create !== null;
  const problems: readonly (readonly [field: string, isProblem: boolean])[] = [
    ['check_user_agreement', facts.agreementNeeded && request.check_user_agreement !== true],
    ['email', email === undefined],
    ['user_exists', email !== undefined && facts.userExists],
    ['req_exists', email !== undefined && facts.requestExists],
    ['org_new_name', wantsNew && newName === undefined],
    ['org_select', !wantsNew && (request.org_select === null || !facts.groupExists)],
    ['name', fullName === undefined],
  ];
  const issues: Issue[] = problems.filter(([, is]) => is).map(([field]) => ({ field, message: '' }));
  if (issues.length > 0 || email === undefined || fullName === undefined) {
    throw invalid('The registration is not valid.', { issues });
  }
  const group = wantsNew ? { newName: newName ?? '' } : { reference: request.org_select ?? '' };
  return { fullName, email, group };
}
