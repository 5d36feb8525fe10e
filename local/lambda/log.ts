import { appendFileSync, renameSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Outcome } from './messages.ts';

/** A log that grew past this many bytes is set aside as `.1`, so that the folder stays bounded. */
const MAX_LOG_BYTES = 20 * 1024 * 1024;

/** Where one function's output goes. */
export interface FunctionLog {
  write(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  /** the end of an invocation, with its duration in milliseconds; processor time comes with the outcome */
  report(requestId: string, durationMs: number, outcome: Outcome): void;
}

export interface FunctionLogOptions {
  readonly path: string;
  /** what lines at the console begin with */
  readonly label: string;
  /** shows one line of an error to the person at the console */
  readonly showError: (line: string) => void;
}

/** Every line of the file is a JSON object; lines that are not JSON yet are wrapped. Errors are shown as well. */
export function openFunctionLog({ path, label, showError }: FunctionLogOptions): FunctionLog {
  const partial = { stdout: '', stderr: '' };
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const append = rotatingAppend(path);
  const record = (stream: 'stdout' | 'stderr', line: string): void => {
    const parsed = asObject(line);
    const time = new Date().toISOString();
    append(parsed === undefined ? JSON.stringify({ timestamp: time, stream, message: line }) : line);
    const level = parsed?.['level'];
    if (level === 'ERROR' || level === 'CRITICAL') showError(`${label}: ${summary(parsed ?? {})}`);
    else if (parsed === undefined && stream === 'stderr') showError(`${label}: ${line}`);
  };
  return {
    write: (stream, chunk) => {
      const lines = `${partial[stream]}${decoders[stream].write(chunk)}`.split('\n');
      partial[stream] = lines.pop() ?? '';
      for (const line of lines.filter((each) => each.trim() !== '')) record(stream, line);
    },
    report: (requestId, durationMs, outcome) => {
      const status = outcome.ok ? 'success' : 'error';
      const { processorMs } = outcome;
      const metrics = {
        durationMs: tenths(durationMs),
        ...(processorMs !== undefined && { processorMs: tenths(processorMs) }),
      };
      const detail = { requestId, metrics, status, ...(outcome.ok ? {} : { error: outcome.error }) };
      append(JSON.stringify({ time: new Date().toISOString(), type: 'platform.report', record: detail }));
      if (!outcome.ok) showError(`${label}: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    },
  };
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

function rotatingAppend(path: string): (line: string) => void {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    if (size > MAX_LOG_BYTES) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    size += Buffer.byteLength(line) + 1;
  };
}

function asObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function summary(entry: Record<string, unknown>): string {
  const error = entry['error'] as { name?: string; message?: string } | undefined;
  const cause = error === undefined ? '' : ` (${error.name ?? 'Error'}: ${error.message ?? ''})`;
  const { message = '' } = entry as { message?: string };
  return `${message}${cause}`;
}
