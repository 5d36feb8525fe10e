import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';

type Path = '/api/v1/submissions/{ref}/uploads';

/** How a file is to be sent: in one request, or in parts. */
export type Target = paths[Path]['post']['responses']['200']['content']['application/json']['files'][number];

/** The service takes so many in one call. */
const AT_ONCE = 100;
const WAIT_MS = 250;

export type Announcer = (file: { name: string; size: number }) => Promise<Target>;

/** Asks for where to send files, many in one call. The same file with the same size goes on with the same upload. */
export function createAnnouncer(submissionId: string): Announcer {
  type Asked = { name: string; size: number; resolve: (target: Target) => void; reject: (error: unknown) => void };
  let asked: Asked[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const some = asked.splice(0, AT_ONCE);
    if (some.length === 0) return;
    const files = some.map(({ name, size }) => ({ name, size }));
    bodyOf(
      api.POST('/api/v1/submissions/{ref}/uploads', { params: { path: { ref: submissionId } }, body: { files } }),
    ).then(
      (answer) => {
        for (const [index, { resolve, reject, name }] of some.entries()) {
          const target = answer.files[index];
          if (target) resolve(target);
          else reject(new Error(`The service did not say where to send ${name}.`));
        }
      },
      (error: unknown) => {
        for (const { reject } of some) reject(error);
      },
    );
    if (asked.length > 0) flush();
  };
  return ({ name, size }) =>
    new Promise((resolve, reject) => {
      asked = [...asked, { name, size, resolve, reject }];
      if (asked.length >= AT_ONCE) flush();
      else if (timer === undefined) timer = setTimeout(flush, WAIT_MS);
    });
}
