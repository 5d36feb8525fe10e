/**
 * A client that hangs in the middle of a part: sends some parts whole, half of the next one, says so, and waits to be
 * killed. Gets the file and its targets by message.
 */
import { open } from 'node:fs/promises';
import { request } from 'node:http';

export interface Sending {
  path: string;
  partSize: number;
  /** of the first parts, in order */
  urls: string[];
  /** parts to send whole before the one that is left half sent */
  whole: number;
}

process.once('message', (sending: Sending) => void send(sending));

async function send({ path, partSize, urls, whole }: Sending): Promise<void> {
  const file = await open(path);
  for (const [index, url] of urls.slice(0, whole + 1).entries()) {
    const bytes = Buffer.alloc(partSize);
    await file.read(bytes, 0, partSize, index * partSize);
    if (index < whole) {
      const answer = await fetch(url, { method: 'PUT', body: bytes });
      if (!answer.ok) throw new Error(`Part ${index + 1}: ${answer.status} ${await answer.text()}`);
    } else {
      const put = request(url, { method: 'PUT', headers: { 'content-length': partSize } });
      put.write(bytes.subarray(0, partSize / 2), () => process.send?.('half sent'));
    }
  }
}
