import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';

const client = new CloudWatchLogsClient({});

/**
 * What a container has printed, line by line; standard output and standard error are one stream here.
 * @returns undefined where that is more than so many bytes; nothing where it has printed nothing
 */
export async function readLog(group: string, stream: string, maxBytes: number): Promise<string | undefined> {
  const lines: string[] = [];
  let bytes = 0;
  let token: string | undefined;
  for (;;) {
    const page = await pageOf(group, stream, token);
    for (const { message = '' } of page.events) {
      bytes += Buffer.byteLength(message) + 1;
      lines.push(message);
    }
    if (bytes > maxBytes) return undefined;
    // the end gives back the token that it was asked with
    if (page.next === undefined || page.next === token) return lines.map((line) => `${line}\n`).join('');
    token = page.next;
  }
}

async function pageOf(group: string, stream: string, token: string | undefined) {
  const input = { logGroupName: group, logStreamName: stream, startFromHead: true, nextToken: token };
  try {
    const answer = await client.send(new GetLogEventsCommand(input));
    return { events: answer.events ?? [], next: answer.nextForwardToken };
  } catch (error) {
    // a stream comes to be with its first line
    if (error instanceof ResourceNotFoundException) return { events: [], next: undefined };
    throw error;
  }
}
