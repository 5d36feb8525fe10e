/** GetExecutionHistory's events, read from a journal. */

import { eventDetails } from './event-details.ts';
import { eventTypes } from './event-types.ts';
import type { HistoryEvent } from './history-event.ts';
import type { JournalRecord } from './records.ts';

export function historyOf(records: readonly JournalRecord[], roleArn: string): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  /** last event of each frame */
  const last = new Map<string, number>();
  for (const record of records) {
    const frame = 'f' in record ? record.f : '0';
    for (const type of eventTypes(record)) {
      const id = events.length + 1;
      const previousEventId = last.get(frame) ?? last.get(parentOf(frame)) ?? 0;
      events.push({ id, previousEventId, timestamp: record.at / 1000, type, ...eventDetails(record, type, roleArn) });
      // AWS counts the first state's entry as having no event before it.
      if (record.t !== 'start') last.set(frame, id);
      if (record.t === 'finish' || record.t === 'broken') last.set(parentOf(frame), id);
    }
  }
  return events;
}

function parentOf(frame: string): string {
  return frame.slice(0, Math.max(frame.lastIndexOf('.'), 0));
}
