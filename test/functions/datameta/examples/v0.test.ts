import { replayAt } from './replay.ts';

replayAt('/api/v0');
