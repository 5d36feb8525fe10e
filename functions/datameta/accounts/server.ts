import { ok, type Reply } from '../../http/route.ts';

/** The API that DataMeta's clients were generated from, and the release of the server that had it. */
export const server = async (): Promise<Reply> => ok({ apiVersion: '1.4.0', datametaVersion: '1.0.5' });
