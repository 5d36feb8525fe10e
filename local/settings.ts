import { resolve } from 'node:path';

/** What a person chooses about the local run. */
export interface LocalSettings {
  /** the public port; 0 takes a free one and keeps to it */
  readonly port: number;
  /** folder of everything that is kept */
  readonly directory: string;
  /** the first admin's, where the person chooses them; otherwise made and shown once */
  readonly adminPassword?: string;
  readonly adminToken?: string;
  /** folder of functions that jobs may name as tasks */
  readonly taskFunctions?: string;
  /** merged over the context of the CDK app: timers and the like */
  readonly context: Readonly<Record<string, unknown>>;
  /** `AWS_ENDPOINT_URL_<SERVICE>` variables that take the place of local services */
  readonly endpoints: Readonly<Record<string, string>>;
  /** what the synthesis of the template inherits */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings from the environment, which nothing else in this room does. Throws an error that says what to do. */
export function readSettings(environment: Environment = process.env): LocalSettings {
  const password = environment['WAYBILL_ADMIN_PASSWORD'];
  const token = environment['WAYBILL_ADMIN_TOKEN'];
  const taskFunctions = environment['WAYBILL_TASK_FUNCTIONS'];
  return {
    port: readPort(environment['WAYBILL_PORT']),
    directory: resolve(environment['WAYBILL_DATA'] || '.waybill'),
    ...(password && { adminPassword: password }),
    ...(token && { adminToken: checkToken(token) }),
    ...(taskFunctions && { taskFunctions: resolve(taskFunctions) }),
    context: readContext(environment['WAYBILL_CONTEXT']),
    endpoints: readEndpoints(environment),
    environment,
  };
}

/** Lambda runs in UTC; threads share the time zone of their process, whatever their own environment says. */
export function useUtc(): void {
  process.env['TZ'] = 'UTC';
}

function readPort(text = ''): number {
  if (text === '') return 8000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`WAYBILL_PORT must be a port between 0 and 65535, not "${text}".`);
}

function checkToken(token: string): string {
  if (/^[A-Za-z0-9]{64}$/.test(token)) return token;
  throw new Error(`WAYBILL_ADMIN_TOKEN must be 64 letters and digits; this one has ${token.length} characters.`);
}

function readContext(text = ''): Record<string, unknown> {
  if (text === '') return {};
  try {
    const context = JSON.parse(text) as unknown;
    if (typeof context === 'object' && context !== null && !Array.isArray(context)) return { ...context };
  } catch {
    // The message below says what was expected.
  }
  throw new Error(`WAYBILL_CONTEXT must be a JSON object, such as {"timers":{"sweepMinutes":1}}, not: ${text}`);
}

function readEndpoints(environment: Environment): Record<string, string> {
  const given = Object.entries(environment).filter(([name, value]) => name.startsWith('AWS_ENDPOINT_URL_') && value);
  return Object.fromEntries(given) as Record<string, string>;
}
