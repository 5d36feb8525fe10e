import type { Handlers } from '../../http/route.ts';
import { ok } from '../../http/route.ts';
import type { filesRoutes } from '../routes/files.ts';
import { visibleFile } from './access.ts';
import { announceFile } from './announce.ts';
import { deleteFile, deleteFiles } from './delete.ts';
import { download, getFileUrl } from './download.ts';
import { pendingFiles } from './pending.ts';
import { postUpload, putUpload } from './receive.ts';
import { updateFile } from './update.ts';
import { fileView } from './views.ts';

export const filesHandlers: Handlers<typeof filesRoutes> = {
  announceFile,
  getStagedFile: async ({ principal, params }) => ok(fileView((await visibleFile(principal, params)).file)),
  updateFile,
  deleteFile,
  deleteFiles,
  getFileUrl,
  pendingFiles,
  postUpload,
  putUpload,
  download,
};
