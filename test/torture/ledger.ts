/** What one client was told, and may therefore rely on. */
export interface Ledger {
  submissions: Promised[];
  /** keys (PK) of records whose making or deleting was acknowledged; what became of others nobody was told */
  records: Map<string, 'there' | 'gone'>;
  /** a request with an Idempotency-Key, sent until it was answered, by a user who has sent no other of its kind */
  once?: { userId: string; most: number };
}

/** What was acknowledged of one submission. */
export interface Promised {
  id: string;
  door: 'nemo' | 'datameta' | 'gateway' | 'jobs';
  /** MD5 of the bytes that were sent and acknowledged, by the name that the file is released under */
  files: Map<string, string>;
  /** all that it waits for was sent, and S3 said that it has it; absent: it was never started */
  sent?: boolean;
  /** the attempt that the last acknowledged redrive began */
  attempt: number;
  /** the attempt that an acknowledged cancellation ended */
  cancelled?: number;
  embargoUntil?: string;
  webhook?: true;
}

export const emptyLedger = (): Ledger => ({ submissions: [], records: new Map() });

/** The promise about a submission, made when its making is acknowledged. */
export function promise(ledger: Ledger, id: string, door: Promised['door'], more: Partial<Promised> = {}): Promised {
  const promised: Promised = { id, door, files: new Map(), attempt: 1, ...more };
  ledger.submissions.push(promised);
  return promised;
}
