import type { BusEvent } from '../../aws/event.ts';
import type { Surroundings } from '../engine/run.ts';
import type { Tokens } from '../tokens.ts';

/** What all executions of a service share. */
export interface World {
  readonly surroundings: Surroundings;
  /** Takes events about ends; while it rejects, they are sent again. */
  readonly emit: (event: BusEvent) => Promise<void>;
  readonly tokens: Tokens;
  /** Aborted when the service closes: nothing is written after that. */
  readonly closed: AbortSignal;
}
