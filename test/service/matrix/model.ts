import type { SampleFile } from '../submitting.ts';
import { tableOf } from './document.ts';
import type { Door, Names } from './doors.ts';
import { spellingsOf, type Words } from './readers.ts';

/**
 * Those who act. ada and bob are of the group `home`, which gina administers; olga is of `away`, which otto administers;
 * rita reads the site, root administers it, both of a third group; nobody has not signed in.
 */
export const WHO = ['ada', 'bob', 'gina', 'olga', 'otto', 'rita', 'root', 'nobody'] as const;
export type Who = (typeof WHO)[number];
export type GroupKey = 'home' | 'away' | 'third';

interface Rights {
  group: GroupKey | undefined;
  leads?: true;
  reads?: true;
  administers?: true;
}

export const RIGHTS: Readonly<Record<Who, Rights>> = {
  ada: { group: 'home' },
  bob: { group: 'home' },
  gina: { group: 'home', leads: true },
  olga: { group: 'away' },
  otto: { group: 'away', leads: true },
  rita: { group: 'third', reads: true },
  root: { group: 'third', administers: true },
  nobody: { group: undefined },
};

/** What must be known of a submission to say how each door answers. */
export interface Sub {
  /** in the order of their making, for messages */
  number: number;
  door: Door;
  names: Names;
  owner: Who;
  group: GroupKey;
  /** whether it goes through all steps when it has what it needs */
  good: boolean;
  /** its job does not end by itself */
  endless: boolean;
  /** anybody reads it by its UUID at the door of jobs */
  byUuid: boolean;
  /** of a manifest: what it waits for, and whether that has been sent */
  file?: SampleFile;
  hasFile: boolean;
  /** waiting: for a file or for a job that does not end; going: on its way to one of its fates */
  phase: Phase;
  fates: readonly Phase[];
  attempt: number;
  /** cancelled between its start and its first execution, which there was not then */
  cancelledAtStart?: true;
  /** most steps that were seen in this attempt */
  seenSteps: number;
}

export type Phase = 'draft' | 'waiting' | 'going' | 'succeeded' | 'failed' | 'cancelled';
export const isOver = (phase: Phase): boolean => phase === 'succeeded' || phase === 'failed' || phase === 'cancelled';

/** A submission that counts, in the order in which the lists have them. */
export interface Listed {
  names: Names;
  owner: Who;
  group: GroupKey;
}

export interface Model {
  subs: Sub[];
  /** those of earlier runs as well, the oldest first */
  listed: Listed[];
}

export const wasStarted = (model: Model, { names }: Sub): boolean =>
  model.listed.some((listed) => listed.names.id === names.id);

/** Where a submission comes to rest that starts, or starts again, with what it has. */
export function restOf({ door, good, endless, hasFile }: Sub): Phase {
  if (endless) return 'waiting';
  if (!good) return 'failed';
  return door === 'nemo' && !hasFile ? 'waiting' : 'succeeded';
}

export const maySee = (who: Who, sub: Sub): boolean => {
  const { group, reads, administers } = RIGHTS[who];
  return reads === true || administers === true || group === sub.group;
};
export const mayAdminister = (who: Who, sub: Sub): boolean => {
  const { group, leads, administers } = RIGHTS[who];
  return administers === true || (leads === true && group === sub.group);
};
export const mayChange = (who: Who, sub: Sub): boolean =>
  (who !== 'nobody' && who === sub.owner) || mayAdminister(who, sub);

/** The status of a request to change a submission that is refused for who asks, or undefined. */
export function refusalFor(who: Who, sub: Sub, may: (who: Who, sub: Sub) => boolean): 401 | 403 | 404 | undefined {
  if (who === 'nobody') return 401;
  if (!maySee(who, sub)) return 404;
  return may(who, sub) ? undefined : 403;
}

const STATES = tableOf('a submission that');

/** The words for a submission that has come to rest, as `docs/states.md` has them. */
function wordsOf(model: Model, sub: Sub): Words {
  const line = STATES.find((one) => one['a submission that'] === lineFor(wasStarted(model, sub), sub.phase));
  if (line === undefined) throw new Error(`docs/states.md has no line for ${sub.phase}.`);
  const { record = '', NeMO = '', '1Data Gateway': gateway = '', analytics_automated = '' } = line;
  return { record, NeMO, '1Data Gateway': gateway, analytics_automated };
}

function lineFor(started: boolean, phase: Phase): string {
  switch (phase) {
    case 'draft':
      return 'takes inputs';
    case 'waiting':
    case 'going':
      return 'is under way';
    case 'succeeded':
      return 'has gone through all six steps';
    case 'failed':
      return 'was found wrong';
    case 'cancelled':
      return started ? 'was cancelled' : 'was cancelled before its start';
  }
}

/** What somebody is told who asks for a submission that has come to rest, by one of its names. */
export function expectedWords(model: Model, sub: Sub, who: Who, name: string): Words {
  const words = wordsOf(model, sub);
  const isUuid = name.toLowerCase() === sub.names.uuid;
  if (maySee(who, sub)) return words;
  const status = who === 'nobody' ? '401' : '404';
  const isMissing = sub.phase === 'draft' && isUuid;
  const job = sub.byUuid && isUuid ? words.analytics_automated : isMissing ? '404' : status;
  return { record: status, NeMO: status, '1Data Gateway': status, analytics_automated: job };
}

/** One of the spellings of its names. */
export const spelling = (sub: Sub, choice: number): string => {
  const all = spellingsOf(sub.names);
  return all[choice % all.length] ?? sub.names.id;
};
