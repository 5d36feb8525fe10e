import { createHash } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const client = new EventBridgeClient({});

/** Events of this service; the `notify` function turns them into mail and webhooks, an owner's own rules may listen. */
export const SOURCE = 'waybill';
/** What its functions tell each other about jobs; nobody is notified of it. */
export const JOBS = 'waybill.jobs';

/** A name-based UUID (version 8) of what happened, so that a repeated event has the same id. */
export function eventIdOf(...parts: (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Puts one event on the account's default bus; throws where the bus does not take it. */
export async function publish(detailType: string, detail: object, source: string = SOURCE): Promise<void> {
  const answer = await client.send(
    new PutEventsCommand({ Entries: [{ Source: source, DetailType: detailType, Detail: JSON.stringify(detail) }] }),
  );
  const refused = answer.Entries?.find((entry) => entry.ErrorCode !== undefined);
  if (refused !== undefined)
    throw new Error(`EventBridge refused ${detailType}: ${refused.ErrorCode} ${refused.ErrorMessage}`);
}
