import type { Principal } from '../../domain/account/principal.ts';
import type { Line, Sent } from '../functions/door-event.ts';
import type { Answer } from './requests.ts';
import type { TableReader } from './table-reader.ts';

/** The service as schedules use it: in this process with faults, or a process of its own that is killed. */
export interface Site {
  /** One request. Throws where nobody answers. */
  ask: <T = Record<string, unknown>>(schedule: number, line: Line, asked?: Sent) => Promise<Answer<T>>;
  table: TableReader;
  /** a user of the schedule's own, in the one group; the answer is a token */
  person: (schedule: number, roles?: Partial<Principal>) => Promise<string>;
  group: { id: string; uuid: string };
  /** where webhooks may call; none where the service may not reach it */
  webhook?: string;
  /** how a client waits before it asks again */
  waitMs: (attempt: number) => number;
  tries: number;
}
