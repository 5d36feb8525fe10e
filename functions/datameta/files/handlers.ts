import type { Handlers } from '../../http/route.ts';
import type { filesRoutes } from '../routes/files.ts';

export const filesHandlers: Handlers<typeof filesRoutes> = {};
