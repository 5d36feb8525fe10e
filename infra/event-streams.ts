import type { Plugin } from 'esbuild';

/** Throws where a client comes to need what is left out: with its first command that has an event stream. */
const STAND_IN = `
  const leftOut = () => { throw new Error('Bundles hold no event streams: infra/event-streams.ts leaves them out.'); };
  export const eventStreamSerdeProvider = leftOut;
  export const resolveEventStreamSerdeConfig = (config) => config;
  export class EventStreamSerde { constructor() { leftOut(); } }`;

/**
 * Leaves out what reads and writes streams of events, which no command that is sent here has (a test looks at their
 * schemas). Every client can load it at run time. For that a bundle in one file keeps all that it could ask for, and runs
 * it piece by piece, although nobody asks.
 */
export const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup: (build) => {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({
      path,
      namespace: 'no-event-streams',
    }));
    build.onLoad({ filter: /./, namespace: 'no-event-streams' }, () => ({ contents: STAND_IN }));
  },
};
