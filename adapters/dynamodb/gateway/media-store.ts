import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Submission } from '../../../domain/submission/submission.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { keys } from '../keys.ts';

/**
 * Says that the files of a submission that has ended are gone, before they go: nobody takes it up again from then on.
 * @returns false where somebody has taken it up since it was read
 */
export async function markMediaRemoved(table: Table, submission: Submission, now: string): Promise<boolean> {
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.submission(submission.id),
        UpdateExpression: 'SET mediaRemovedAt = if_not_exists(mediaRemovedAt, :now)',
        ConditionExpression: 'mediaDueAt = :due AND #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':now': now, ':due': submission.mediaDueAt, ':state': submission.state },
      }),
    ),
  );
}
