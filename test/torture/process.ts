/** One round of `npm run torture`, in a process of its own. */
import { type Killings, killings } from './kills.ts';
import { type Torture, torture } from './run.ts';

export type Order = ({ kind: 'faults' } & Omit<Torture, 'show'>) | ({ kind: 'kills' } & Omit<Killings, 'show'>);

export interface Report {
  violations: string[];
  schedules: number;
  /** submissions by door and how they ended */
  ends: Record<string, number>;
  /** how often each fault happened */
  faults?: Record<string, number>;
}

const show = (line: string): void => void process.send?.({ line });

process.once('message', (order: Order) => {
  const work = order.kind === 'faults' ? torture({ ...order, show }) : killings({ ...order, show });
  work.then(
    (report) => process.send?.(report satisfies Report, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
