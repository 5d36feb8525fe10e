import type { Loaders } from '../../http/route.ts';
import type { filesRoutes } from '../routes/files.ts';

const remove = () => import('./delete.ts');
const downloads = () => import('./download.ts');
const receive = () => import('./receive.ts');

export const filesHandlers: Loaders<typeof filesRoutes> = {
  announceFile: () => import('./announce.ts'),
  getStagedFile: () => import('./get.ts'),
  updateFile: () => import('./update.ts'),
  deleteFile: remove,
  deleteFiles: remove,
  getFileUrl: downloads,
  download: downloads,
  pendingFiles: () => import('./pending.ts'),
  postUpload: receive,
  putUpload: receive,
};
