import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { notReadable } from '../refusal.ts';

/** An element as it opens: its name and attributes without namespace prefixes. */
export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Excel writes no prefixes, other writers do (`x:row`). */
function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

const damaged = (reason: string): Error => notReadable(`The Excel workbook is damaged (${reason}).`);

/** Elements of a workbook nest about ten deep. */
const DEPTH_LIMIT = 64;

/** Bytes without any element or text: the parser holds them all, and no cell is that long. */
const SILENCE_LIMIT = 1024 * 1024;

/**
 * Parses a part, one step per chunk, so that a caller can take what the chunk brought. Document types are refused: no
 * workbook has one, and entities are only good for bombs.
 */
export async function* parseXml(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const silence = { bytes: 0 };
  const parser = openParser(handlers, () => {
    silence.bytes = 0;
  });
  let any = false;
  for await (const chunk of chunks) {
    any = true;
    silence.bytes += chunk.length;
    parser.write(decode(decoder, chunk));
    if (silence.bytes > SILENCE_LIMIT) throw damaged('its XML has an endless element');
    yield;
  }
  // workbooks leave out parts that they do not need
  if (!any) return;
  parser.write(decode(decoder));
  parser.close();
  yield;
}

function openParser(handlers: XmlHandlers, heard: () => void): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on('doctype', () => {
    throw damaged('its XML declares a document type');
  });
  parser.on('error', (error) => {
    throw damaged(error.message);
  });
  parser.on('opentag', (tag) => {
    heard();
    depth += 1;
    if (depth > DEPTH_LIMIT) throw damaged('its XML nests too deep');
    handlers.open?.(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    heard();
    depth -= 1;
    handlers.close?.(localName(tag.name));
  });
  const text = (piece: string) => {
    heard();
    handlers.text?.(piece);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  return parser;
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw damaged('its XML is not UTF-8');
  }
}

/** Parses a small part to its end. */
export async function readXml(chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of parseXml(chunks, handlers));
}
