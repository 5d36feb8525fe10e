import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '../aws/endpoint.ts';
import type { BusEvent } from '../aws/event.ts';
import type { Stack } from '../template/stack.ts';
import { eventsService } from './api.ts';
import { createEvent } from './events.ts';
import { type Rule, readRules, type Target } from './rules.ts';
import { createScheduler, type ScheduledRule } from './scheduler.ts';

export interface EventBridgeOptions {
  readonly stack: Stack;
  /** folder for the times of schedules */
  readonly directory: string;
  /** hands an event to a function; it must be on disk when this returns */
  readonly send: (functionArn: string, payload: string) => void;
}

export interface EventBridgeService {
  /** Puts an event on the default bus; every target that matches has it on disk when this returns. */
  put(event: BusEvent): void;
  /** Begins to fire schedules. */
  start(): void;
  readonly service: Service;
  close(): void;
}

/** The default event bus with the stack's rules. Lambda's queue of events makes delivery durable and repeats it. */
export function createEventBridge({ stack, directory, send }: EventBridgeOptions): EventBridgeService {
  mkdirSync(directory, { recursive: true });
  const rules = readRules(stack);
  const deliver = (targets: readonly Target[], event: BusEvent): void => {
    for (const { functionArn, input } of targets) send(functionArn, input ?? JSON.stringify(event));
  };
  const put = (event: BusEvent): void => {
    for (const { matches, targets } of rules) if (matches?.(event) === true) deliver(targets, event);
  };
  const scheduler = createScheduler(
    join(directory, 'schedules.json'),
    rules.flatMap((rule) => scheduled(rule, deliver)),
  );
  return { put, start: () => scheduler.start(), service: eventsService(put), close: () => scheduler.close() };
}

function scheduled(
  { name, arn, schedule, targets }: Rule,
  deliver: (targets: readonly Target[], event: BusEvent) => void,
): readonly ScheduledRule[] {
  if (schedule === undefined) return [];
  const event = (time: Date): BusEvent =>
    createEvent({ source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [arn], time });
  return [{ name, schedule, fire: (at) => deliver(targets, event(at)) }];
}
