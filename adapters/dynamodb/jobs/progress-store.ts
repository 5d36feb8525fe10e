import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { JobProgress, Submission } from '../../../domain/submission/submission.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { keys } from '../keys.ts';

/**
 * Says how far a job is, for those who ask meanwhile.
 * @returns false where the submission has ended, or runs another attempt by now
 */
export async function recordProgress(
  table: Table,
  { id, attempt }: Pick<Submission, 'id' | 'attempt'>,
  progress: JobProgress,
): Promise<boolean> {
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.submission(id),
        UpdateExpression: 'SET progress = :progress',
        ConditionExpression: '#state = :running AND attempt = :attempt',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':progress': progress, ':running': 'running', ':attempt': attempt },
      }),
    ),
  );
}
