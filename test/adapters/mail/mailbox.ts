import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Mailbox {
  /** raw MIME of the mails sent so far */
  mails: string[];
  url: string;
  /** lets SES refuse every mail with this error, until it is undefined again */
  refuse(error: string | undefined): void;
  close(): Promise<void>;
}

/** Takes the place of SES: keeps the raw message of every SendEmail. */
export async function startMailbox(): Promise<Mailbox> {
  const mails: string[] = [];
  let refusal: string | undefined;
  const server = createServer((request, response) => {
    void receive(request).then((text) => {
      response.setHeader('content-type', 'application/json');
      if (refusal !== undefined) {
        response.setHeader('x-amzn-errortype', refusal);
        response.statusCode = 400;
        response.end('{"message":"Email address is not verified."}');
        return;
      }
      const body = JSON.parse(text) as { Content: { Raw: { Data: string } } };
      mails.push(Buffer.from(body.Content.Raw.Data, 'base64').toString('utf8'));
      response.end('{"MessageId":"1"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    mails,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuse: (error) => {
      refusal = error;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function receive(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The text of a mail as its reader sees it (quoted-printable undone). */
export function textOf(mail: string | undefined): string {
  const bytes = (mail ?? '')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}
