import { currentSession } from '../session/session.ts';
import { refusalOf, Unreachable } from './refusal.ts';

const authorization = (): Record<string, string> => {
  const session = currentSession();
  return session ? { authorization: `Bearer ${session.token}` } : {};
};

async function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(path, { headers: { ...authorization(), ...headers } }).catch(() => {
    throw new Unreachable();
  });
  if (response.ok) return response;
  throw refusalOf(response.status, await response.json().catch(() => undefined));
}

/** A JSON document that the service keeps of a submission, as its QC report. */
export const readDocument = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;

/**
 * Lets the browser download a file of any size. The API wants the token in a header, which a link cannot send: the first
 * byte is asked for with it, and the browser then follows the short-lived address that the answer came from.
 */
export async function download(path: string): Promise<void> {
  const response = await ask(path, { range: 'bytes=0-0' });
  await response.body?.cancel();
  if (isAnswer(response.url)) return save(await (await ask(path)).blob(), path);
  window.location.assign(response.url);
}

/** The API itself sent the bytes, which it does only with the token; what is open has an address for everybody. */
const isAnswer = (url: string): boolean =>
  url.startsWith(`${window.location.origin}/`) && !new URL(url).pathname.startsWith('/open/');

/** Hands bytes that this page has to the person. */
export function save(blob: Blob, path: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = decodeURIComponent(path.split('/').at(-1) ?? 'download');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
