import { type Call, ok, type Reply } from '../../http/route.ts';
import type { filesRoutes } from '../routes/files.ts';
import { visibleFile } from './access.ts';
import { fileView } from './views.ts';

export const getStagedFile = async ({
  principal,
  params,
}: Call<(typeof filesRoutes)['getStagedFile']>): Promise<Reply> =>
  ok(fileView((await visibleFile(principal, params)).file));
