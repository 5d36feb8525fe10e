import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { createSubmission } from '../../../adapters/dynamodb/submission-create.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { secureBytes } from '../../../domain/random.ts';
import { newIdentity } from '../../../domain/submission/identity.ts';
import { timestamp } from '../../../domain/submission/submission.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';
import type { Caller } from '../client.ts';
import { type Operator, operatorOf } from '../operator.ts';
import { newGroup, newPerson } from '../people.ts';
import { type RunHere, runHere } from '../run-here.ts';
import { prepare, type Site } from './doors.ts';
import { type GroupKey, type Listed, RIGHTS, WHO, type Who } from './model.ts';

/** A service of its own, where nobody but those of the model does anything. */
export interface World {
  service: RunHere;
  operator: Operator;
  site: Site;
  groups: Readonly<Record<GroupKey, string>>;
  callers: Readonly<Record<Who, Caller & { id?: string; username?: string }>>;
}

export async function makeWorld(): Promise<World> {
  const context = { jobs: { lowFrom: 0, refuseFrom: 0 }, throttle: { rate: 5000, burst: 5000 } };
  const service = await runHere({ context, stepRetryScale: 0.05 });
  const [home, away, third] = await Promise.all(['home', 'away', 'third'].map((name) => newGroup(service, name)));
  const groups = { home: home ?? '', away: away ?? '', third: third ?? '' };
  const people = await Promise.all(
    WHO.map(async (who) => {
      const { group, leads, reads, administers } = RIGHTS[who];
      if (group === undefined) return [who, { url: service.url, token: '' }] as const;
      const roles = {
        ...(leads && { groupAdmin: true }),
        ...(reads && { siteRead: true }),
        ...(administers && { siteAdmin: true }),
      };
      return [who, await newPerson(service, groups[group], roles, who)] as const;
    }),
  );
  const site = await prepare(service, groups.home);
  const callers = Object.fromEntries(people) as World['callers'];
  return { service, operator: operatorOf(service.directory), site, groups, callers };
}

/**
 * Gives ada a history, so that the lists have more than one page: submissions that have ended, written as the doors
 * write them, without what their steps would have taken. @returns the oldest first
 */
export async function giveHistory({ operator, groups, callers }: World, length: number): Promise<Listed[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const table = { client, name: operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table') };
  const [ada, home] = [
    await createUserStore(table).find(callers.ada.id ?? ''),
    await createGroupStore(table).find(groups.home),
  ];
  if (ada === undefined || home === undefined) throw new Error('ada is not there.');
  const now = timestamp(new Date());
  const submission = {
    door: 'nemo' as const,
    submitterId: ada.userId,
    submitter: ada.username,
    groupId: home.groupId,
    state: 'failed' as const,
    createdAt: now,
    updatedAt: now,
    attempt: 1,
    steps: { manifest_validated: { success: false, date: now, msg: 'Of a history.' } },
    errorMessage: 'Of a history.',
  };
  const listed: Listed[] = [];
  for (let number = 0; number < length; number++) {
    const input = { submission, dueAt: '9999-12-31T00:00:00Z' };
    const { id, uuid, siteId } = await createSubmission(table, input, () => newIdentity(secureBytes, SITE_IDS));
    listed.push({ names: { id, uuid, siteId }, owner: 'ada', group: 'home' });
  }
  return listed;
}
