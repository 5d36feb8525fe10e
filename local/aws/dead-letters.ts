import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Takes a message for the queue with this ARN. */
export type DeadLetters = (queueArn: string, message: unknown) => void;

/** Queues of messages that failed for good: one file of JSON lines per SQS queue of the template. */
export function openDeadLetters(directory: string): DeadLetters {
  mkdirSync(directory, { recursive: true });
  return (queueArn, message) => {
    const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
    appendFileSync(join(directory, `${name}.jsonl`), `${JSON.stringify(message)}\n`, { mode: 0o600 });
  };
}
