import { addSample, type Sample, speedOf, timeLeft } from './speed.ts';

export type ItemState = 'hashing' | 'waiting' | 'sending' | 'done' | 'failed';

/** One file on its way. */
export interface Item {
  name: string;
  /** bytes */
  size: number;
  state: ItemState;
  /** bytes that were hashed, or sent */
  progress: number;
  message?: string;
  /** bytes per second, while it is sent */
  speed?: number;
  /** milliseconds */
  left?: number | undefined;
}

/** All that are on their way, and how far they are together. */
export interface Uploads {
  items: readonly Item[];
  paused: boolean;
  /** bytes, of all files */
  sent: number;
  total: number;
  /** bytes per second */
  speed: number;
  /** milliseconds */
  left: number | undefined;
}

export interface Board {
  items: ReadonlyMap<string, Item>;
  put: (item: Item) => void;
  /** changes what is still there */
  change: (name: string, changed: Partial<Item>) => void;
  remove: (name: string) => void;
  setPaused: (paused: boolean) => void;
  current: () => Uploads;
  onChange: (listener: () => void) => () => void;
}

/** How often the page is told of progress, in milliseconds: as often as a person can read. */
const TELL_MS = 250;

const NOTHING: Uploads = { items: [], paused: false, sent: 0, total: 0, speed: 0, left: undefined };

export const isOpen = ({ state }: Item): boolean => state !== 'done' && state !== 'failed';

/** Keeps how far each file is, sums up, and tells those who listen. */
export function createBoard(): Board {
  const items = new Map<string, Item>();
  const listeners = new Set<() => void>();
  const meter = createMeter();
  let snapshot = NOTHING;
  let paused = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      snapshot = { ...meter.read([...items.values()], paused), paused };
      for (const listener of listeners) listener();
    }, TELL_MS);
  };
  return {
    items,
    put: (item) => {
      items.set(item.name, item);
      tell();
    },
    change: (name, changed) => {
      const item = items.get(name);
      if (item) items.set(name, { ...item, ...changed });
      tell();
    },
    remove: (name) => {
      items.delete(name);
      tell();
    },
    setPaused: (value) => {
      paused = value;
      meter.reset();
      tell();
    },
    current: () => snapshot,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Measures the speed of all files, and of each that is being sent. */
function createMeter() {
  let all: readonly Sample[] = [];
  let each = new Map<string, readonly Sample[]>();
  const measure = (item: Item, at: number, before: typeof each): Item => {
    if (item.state !== 'sending') return item;
    const samples = addSample(before.get(item.name) ?? [], { at, bytes: item.progress });
    each.set(item.name, samples);
    const speed = Math.max(0, speedOf(samples));
    return { ...item, speed, left: timeLeft(item.size - item.progress, speed) };
  };
  return {
    reset: () => {
      all = [];
      each = new Map();
    },
    read: (items: readonly Item[], paused: boolean): Omit<Uploads, 'paused'> => {
      const counted = items.filter(({ state }) => state !== 'failed');
      const total = counted.reduce((sum, { size }) => sum + size, 0);
      const sent = counted.reduce((sum, item) => sum + (item.state === 'hashing' ? 0 : item.progress), 0);
      if (paused) return { items, sent, total, speed: 0, left: undefined };
      const at = performance.now();
      const before = each;
      each = new Map();
      all = addSample(all, { at, bytes: sent });
      const speed = Math.max(0, speedOf(all));
      return {
        items: items.map((item) => measure(item, at, before)),
        sent,
        total,
        speed,
        left: timeLeft(total - sent, speed),
      };
    },
  };
}
