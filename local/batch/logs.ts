import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ACCOUNT_ID, PARTITION, REGION } from '../aws/account.ts';
import { parseBody, type Service } from '../aws/endpoint.ts';
import { accessDenied, ServiceError } from '../aws/service-error.ts';

/** What one answer of CloudWatch Logs holds at most. */
const PAGE_BYTES = 1024 * 1024;
const PAGE_EVENTS = 10_000;

/** GetLogEvents of CloudWatch Logs, from the start of a stream: a file of lines that a container has printed. */
export function logsService(logFile: (stream: string) => string): Service {
  return async ({ caller, headers, body }) => {
    if (headers['x-amz-target'] !== 'Logs_20140328.GetLogEvents') {
      throw new ServiceError(400, 'UnknownOperationException', 'the local CloudWatch Logs only has GetLogEvents');
    }
    const given = parseBody<{ logGroupName?: string; logStreamName?: string; nextToken?: string }>(body);
    const { logGroupName: group = '', logStreamName: stream = '', nextToken } = given;
    const arn = `arn:${PARTITION}:logs:${REGION}:${ACCOUNT_ID}:log-group:${group}:log-stream:${stream}`;
    if (!caller.allows('logs:GetLogEvents', arn)) throw accessDenied(caller.name, 'logs:GetLogEvents', arn);
    const page = readPage(logFile(stream), Number(nextToken?.slice(2) ?? 0));
    if (page === undefined) {
      throw new ServiceError(400, 'ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    const events = page.lines.map((message) => ({ message, timestamp: 0, ingestionTime: 0 }));
    const answer = { events, nextForwardToken: `f/${page.next}`, nextBackwardToken: 'b/0' };
    return { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
  };
}

/** Whole lines from an offset on; one that does not fit a page is cut, as log drivers do. */
function readPage(path: string, offset: number): { lines: string[]; next: number } | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const buffer = Buffer.alloc(Math.min(PAGE_BYTES, Math.max(0, fstatSync(file).size - offset)));
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset));
    const lines: string[] = [];
    let start = 0;
    while (start < bytes.length && lines.length < PAGE_EVENTS) {
      const newline = bytes.indexOf(10, start);
      if (newline < 0 && start > 0 && offset + bytes.length < fstatSync(file).size) break;
      const end = newline < 0 ? bytes.length : newline;
      lines.push(bytes.toString('utf8', start, end));
      start = newline < 0 ? end : newline + 1;
    }
    return { lines, next: offset + start };
  } finally {
    closeSync(file);
  }
}
