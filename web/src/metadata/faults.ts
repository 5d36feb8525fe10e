import { type Issue, Refusal } from '../api/refusal.ts';

/** One fault, of a field of a metadataset, of a file, or of all of it. */
export interface Fault extends Issue {
  entity?: { uuid: string; site?: string };
}

export interface Faults {
  /** by the UUID of the metadataset or file */
  byEntity: ReadonlyMap<string, readonly Fault[]>;
  /** what is about no single one */
  rest: readonly Fault[];
}

const NONE: Faults = { byEntity: new Map(), rest: [] };

/** The faults that a refusal tells, sorted to what they are about. */
export function faultsOf(error: unknown): Faults {
  if (!(error instanceof Refusal)) return NONE;
  const byEntity = new Map<string, Fault[]>();
  const rest: Fault[] = [];
  for (const fault of error.issues as readonly Fault[]) {
    if (fault.entity === undefined) rest.push(fault);
    else byEntity.set(fault.entity.uuid, [...(byEntity.get(fault.entity.uuid) ?? []), fault]);
  }
  return { byEntity, rest };
}

/** What is wrong with one field of one record; all of it in one sentence. */
export const messageAt = (faults: readonly { field?: string | undefined; message: string }[], field: string) => {
  const messages = faults.filter((fault) => fault.field === field).map(({ message }) => message);
  return messages.length === 0 ? undefined : messages.join(' ');
};
