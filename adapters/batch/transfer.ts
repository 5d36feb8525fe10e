/**
 * What the containers `fetch` and `store` of every job run. Both functions are handed to Node as text, so they may use
 * nothing from outside their own braces. They have URLs that are signed for this one job, and no credentials; the
 * container of the task has neither.
 */
export interface TransferPlan {
  inputs: readonly { name: string; url: string }[];
  outputs: {
    /** how names of files end that are stored */
    endings: readonly string[];
    /** names that are not: the inputs */
    ignore: readonly string[];
    /** a signed form for keys that begin with the prefix */
    url: string;
    fields: Readonly<Record<string, string>>;
    prefix: string;
    /** of all files together */
    maxBytes: number;
    maxFiles: number;
  };
}

/** Exit code of `store` where the outputs are larger, or more, than they may be. */
export const TOO_LARGE = 65;

async function fetchInputs(): Promise<void> {
  const { createWriteStream } = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  const { pipeline } = process.getBuiltinModule('node:stream/promises');
  const { WAYBILL_DIRECTORY: directory = '', WAYBILL_PLAN: plan = '' } = process.env;
  const get = async (url: string, what: string) => {
    const response = await fetch(url);
    if (!response.ok || response.body === null) throw new Error(`${what} was answered with ${response.status}`);
    return response;
  };
  const { inputs } = (await (await get(plan, 'The plan')).json()) as TransferPlan;
  for (const { name, url } of inputs) {
    const { body } = await get(url, name);
    if (body) await pipeline(body, createWriteStream(path.join(directory, path.basename(name)), { flags: 'wx' }));
  }
}

async function storeOutputs(tooLarge: number): Promise<void> {
  const { openAsBlob, readdirSync, statSync } = process.getBuiltinModule('node:fs');
  const paths = process.getBuiltinModule('node:path');
  const { WAYBILL_DIRECTORY: directory = '', WAYBILL_PLAN: plan = '' } = process.env;
  const planned = await fetch(plan);
  if (!planned.ok) throw new Error(`The plan was answered with ${planned.status}`);
  const { outputs } = (await planned.json()) as TransferPlan;
  // links are no files here: one could lead to what is not the task's
  const files = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('\uFFFD') && !outputs.ignore.includes(entry.name))
    .filter(({ name }) => outputs.endings.some((ending) => name.endsWith(ending)))
    .map(({ name }) => ({ name, path: paths.join(directory, name) }))
    .map((file) => ({ ...file, size: statSync(file.path).size }));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > outputs.maxBytes || files.length > outputs.maxFiles) {
    process.stderr.write(`${files.length} files of ${bytes} bytes are more than may be stored\n`);
    process.exit(tooLarge);
  }
  for (const [index, { name, path }] of files.entries()) {
    const form = new FormData();
    for (const [field, value] of Object.entries(outputs.fields)) form.set(field, value);
    form.set('key', `${outputs.prefix}${index}-${encodeURIComponent(name)}`);
    form.set('file', await openAsBlob(path), 'file');
    const answer = await fetch(outputs.url, { method: 'POST', body: form });
    if (!answer.ok) throw new Error(`Output ${index} was answered with ${answer.status}`);
  }
}

/** Arguments of `node`. An error ends Node with exit code 1 and is in the container's log. */
export const FETCH = ['node', '-e', `(${fetchInputs.toString()})()`];
export const STORE = ['node', '-e', `(${storeOutputs.toString()})(${TOO_LARGE})`];

/** The file that a key of an output tells of; undefined for any other key. */
export function storedName(prefix: string, key: string): string | undefined {
  const encoded = key.startsWith(prefix) ? /^\d+-(.+)$/.exec(key.slice(prefix.length))?.[1] : undefined;
  return encoded === undefined ? undefined : decodeURIComponent(encoded);
}
