/** `npm start`: runs the whole service on this machine until it is told to stop. */
import { join } from 'node:path';
import { readSettings, useUtc } from './settings.ts';
import { type LocalRun, startLocal } from './start.ts';

const show = (line: string): void => console.log(line);

function banner({ url, admin }: LocalRun, directory: string): string {
  const rows = [
    ['site', url],
    ['data', directory],
    ['mail', join(directory, 'mail')],
    ['logs', join(directory, 'logs')],
    ['keys', `${join(directory, 'operator.json')} (may do everything at the local AWS services)`],
  ];
  const made = admin && [
    ['admin', `${admin.username}, made just now; the next two lines are shown this once`],
    ['password', admin.password],
    ['token', admin.token],
  ];
  const table = [...rows, ...(made ?? [['admin', 'made at an earlier start']])];
  return table.map(([name = '', value]) => `  ${name.padEnd(9)} ${value}`).join('\n');
}

/** The first signal lets requests in flight end; a second one does not wait. */
function stopOnSignals(local: LocalRun): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      show(`${signal}: Waybill stops when requests in flight have ended; a second signal stops it at once.`);
      local.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(`Waybill did not stop cleanly: ${String(error)}`);
          process.exit(1);
        },
      );
    });
  }
}

try {
  useUtc();
  const settings = readSettings();
  show('Waybill is starting ...');
  for (const [name, url] of Object.entries(settings.endpoints)) show(`  ${name} replaces the local service: ${url}`);
  const local = await startLocal({ ...settings, show });
  stopOnSignals(local);
  show(banner(local, settings.directory));
  show(`Waybill is ready: ${local.url}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
