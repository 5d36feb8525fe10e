import { useSyncExternalStore } from 'react';
import { currentSession, onSessionChange, type Session } from './session.ts';

export const useSession = (): Session | undefined => useSyncExternalStore(onSessionChange, currentSession);
