import type { Principal } from '../../../domain/account/principal.ts';
import { newIdentity, type RandomBytes, SUBMISSION_SITE_ID } from '../../../domain/submission/identity.ts';
import { type Submission, timestamp } from '../../../domain/submission/submission.ts';

/** A submission of this door before anything is claimed for it: of whoever asks, in the group of that moment. */
export function newDraft(principal: Principal, random: RandomBytes, label?: string): Submission {
  const now = timestamp(new Date());
  return {
    ...newIdentity(random, SUBMISSION_SITE_ID),
    door: 'datameta',
    submitterId: principal.userId,
    submitter: principal.username,
    groupId: principal.groupId,
    state: 'draft',
    policy: 'restricted',
    createdAt: now,
    updatedAt: now,
    attempt: 1,
    steps: {},
    ...(label !== undefined && { label }),
  };
}
