import type { Principal } from '../../../domain/account/principal.ts';
import type { RandomBytes } from '../../../domain/random.ts';
import { newIdentity } from '../../../domain/submission/identity.ts';
import { type Submission, timestamp } from '../../../domain/submission/submission.ts';
import { config } from '../store.ts';

/** A submission of this door before anything is claimed for it: of whoever asks, in the group of that moment. */
export function newDraft(principal: Principal, random: RandomBytes, label?: string): Submission {
  const now = timestamp(new Date());
  return {
    ...newIdentity(random, config.SITE_IDS),
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
