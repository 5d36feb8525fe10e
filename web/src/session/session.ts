/**
 * Who is signed in. The token lives in this tab: in memory and in sessionStorage, so that a reload keeps it and closing
 * the tab ends it; never in an address, a log or localStorage.
 */
const KEY = 'waybill.session';

export interface Session {
  token: string;
  /** epoch seconds */
  expireAt: number;
}

type Listener = () => void;

const listeners = new Set<Listener>();
let current = restore();

function restore(): Session | undefined {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return undefined;
  try {
    const session = JSON.parse(text) as Session;
    return session.expireAt * 1000 > Date.now() ? session : undefined;
  } catch {
    return undefined;
  }
}

export const currentSession = (): Session | undefined => current;

export function startSession(session: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(session));
  change(session);
}

export function endSession(): void {
  sessionStorage.removeItem(KEY);
  change(undefined);
}

function change(session: Session | undefined): void {
  current = session;
  for (const listener of listeners) listener();
}

/** @returns how to stop listening */
export function onSessionChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
