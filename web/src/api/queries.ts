import { QueryClient } from '@tanstack/react-query';
import { Refusal } from './refusal.ts';

const TRIES = 3;

/** What was refused is refused again; only what did not come through, or came back as a fault, is worth another try. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof Refusal) || error.status >= 500 || error.status === 429;

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (count, error) => count < TRIES && isPassing(error) },
  },
});
