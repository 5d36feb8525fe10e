import type { Identity } from '../../domain/submission/identity.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { keys, listKeys } from './keys.ts';
import { takenOver } from './request-store.ts';
import { writeInLists } from './submission-place.ts';
import type { TransactItem } from './transaction.ts';

export interface NewSubmission {
  submission: Omit<Submission, keyof Identity>;
  /** the webhook that the submitter asked for, kept apart because it holds credentials */
  webhook?: Readonly<Record<string, unknown>>;
  /** when the sweeper shall look whether the submission is being worked on */
  dueAt: string;
  /** what is written in the same transaction; where its condition fails nothing is */
  also?: (submission: Submission) => TransactItem[];
}

/**
 * Writes a submission with its place in its submitter's, its group's and the list of all, all in one transaction.
 * @param ready what must have happened before the record may exist (its manifest is stored); runs beside the first read
 */
export async function createSubmission(
  table: Table,
  input: NewSubmission,
  newIdentity: () => Identity,
  ready?: Promise<unknown>,
): Promise<Submission> {
  let submission: Submission = { ...newIdentity(), ...input.submission };
  let alsoFrom = 0;
  const written = await writeInLists(
    table,
    submission,
    (place) => {
      submission = { ...newIdentity(), ...input.submission };
      const due = { dueKey: listKeys.due(), dueAt: input.dueAt };
      const items = creation(table, submission, { ...place, ...due }, input.webhook);
      alsoFrom = items.length;
      return [...items, ...(input.also?.(submission) ?? [])];
    },
    (failed) => failed.slice(alsoFrom).includes(true),
    ready,
  );
  if (!written) throw takenOver();
  return submission;
}

function creation(
  table: Table,
  submission: Submission,
  positions: object,
  webhook: NewSubmission['webhook'],
): TransactItem[] {
  const { id, siteId } = submission;
  const absent = { TableName: table.name, ConditionExpression: 'attribute_not_exists(PK)' };
  const items: TransactItem[] = [
    { Put: { ...absent, Item: { ...keys.submission(id), ...submission, ...positions } } },
    { Put: { ...absent, Item: { ...keys.ref(siteId), kind: 'submission', id } } },
  ];
  if (webhook !== undefined) items.push({ Put: { TableName: table.name, Item: { ...keys.webhook(id), ...webhook } } });
  return items;
}

/**
 * Makes a staging submission count: it runs from now on, in all its lists, and its claims hold.
 * @param staged what it was staged for: one that takes inputs can be found by its site id before
 * @param also what is written in the same transaction; it counts only together with the submission
 * @returns false where it has been given up, by whoever took it for left behind, or a condition in `also` does not hold
 */
export function commitSubmission(
  table: Table,
  submission: Submission,
  dueAt: string,
  also: readonly TransactItem[] = [],
  staged: 'open' | 'inputs' = 'open',
): Promise<boolean> {
  const { id, siteId } = submission;
  const ref = { ...keys.ref(siteId), kind: 'submission', id };
  const absent = { TableName: table.name, ConditionExpression: 'attribute_not_exists(PK)' };
  const committedAt = new Date().toISOString();
  return writeInLists(
    table,
    submission,
    (place) => {
      const set: Record<string, unknown> = { ...place, state: 'running', committedAt, dueKey: listKeys.due(), dueAt };
      const names = Object.keys(set);
      return [
        {
          Update: {
            TableName: table.name,
            Key: keys.submission(id),
            UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')} REMOVE staging`,
            ConditionExpression: 'staging = :staged',
            ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
            ExpressionAttributeValues: {
              ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])),
              ':staged': staged,
            },
          },
        },
        ...also,
        ...(staged === 'open' ? [{ Put: { ...absent, Item: ref } }] : []),
      ];
    },
    (failed) => failed.slice(0, 1 + also.length).includes(true),
  );
}
