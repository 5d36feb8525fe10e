import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MultiBar, Presets } from 'cli-progress';
import { announce, type Client, listFiles, type Submission, status, submit, upload } from './client.ts';
import { type DemoFile, makeFiles, writeManifest } from './files.ts';
import { findService } from './service.ts';

const say = (text: string): void => console.log(text);

/** Uploads all files side by side, each with a bar of its own. */
async function uploadAll(client: Client, id: string, files: readonly DemoFile[]): Promise<void> {
  const targets = await announce(client, id, files);
  const bars = new MultiBar(
    { format: '  {bar} {percentage}% {file}', hideCursor: true, noTTYOutput: true, notTTYSchedule: 500 },
    Presets.shades_classic,
  );
  await Promise.all(
    files.map(async (file, index) => {
      const target = targets[index];
      if (target === undefined) throw new Error(`${file.name} was not announced.`);
      const bar = bars.create(file.size, 0, { file: file.name });
      await upload(file, target, (count) => bar.increment(count));
    }),
  );
  bars.stop();
}

/** Prints each step as it ends, until `until` says that it is enough. */
async function follow(
  client: Client,
  id: string,
  shown: number,
  until: (now: Submission) => boolean,
): Promise<Submission> {
  for (let count = shown; ; ) {
    const now = await status(client, id);
    for (const step of now.steps.slice(count)) say(`  ${step.success ? '✔' : '✘'} ${step.name}: ${step.msg}`);
    count = now.steps.length;
    if (now.complete || until(now)) return now;
    await pause(250);
  }
}

async function compare(client: Client, id: string, files: readonly DemoFile[]): Promise<void> {
  const released = await listFiles(client, id);
  for (const file of files) {
    const url = released.find(({ name }) => name === file.name)?.url;
    if (url === undefined || url === null) throw new Error(`${file.name} was not released.`);
    const response = await fetch(url);
    const md5 = createHash('md5')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex');
    if (!response.ok || md5 !== file.md5) throw new Error(`${url} answered ${response.status}; its bytes differ.`);
    say(`  ✔ ${url}`);
  }
}

async function run(client: Client, folder: string): Promise<void> {
  say('Making files and a manifest');
  const files = await makeFiles(folder);
  const manifest = await writeManifest(join(folder, 'manifest.tsv'), files);
  say(`Submitting ${files.length} files, ${(files.reduce((sum, { size }) => sum + size, 0) / 1e6).toFixed(1)} MB`);
  const { id } = await submit(client, 'manifest.tsv', manifest);
  say(`  submission ${id}`);
  const validated = await follow(client, id, 0, (now) => now.steps.length > 0);
  if (!validated.complete) {
    say('Uploading straight to S3');
    await uploadAll(client, id, files);
    say('Following the steps');
  }
  const ended = await follow(client, id, validated.steps.length, () => false);
  if (!ended.success) throw new Error(`Submission ${id} failed.`);
  say('Downloading what was released, and comparing');
  await compare(client, id, files);
  say(`Done: ${ended.steps.length} steps, every byte as it was.`);
}

const folder = await mkdtemp(join(tmpdir(), 'waybill-files-'));
const service = await findService();
try {
  await run(service, folder);
} finally {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}
