import type { TableLimits } from '../limits.ts';
import { refuseSize } from '../refusal.ts';
import { readXml, type XmlHandlers } from './xml.ts';

/** `_x000D_` stands for a character that XML cannot hold (ECMA-376, part 1, 22.4.2.4). */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/**
 * A copy that stands alone. V8 makes a text that is cut out of a larger one (from 13 characters on) a view of it, and
 * one file name that is remembered would keep 64 KiB of expanded XML alive: 35 MiB for 25,000 rows.
 */
export const detached = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));

/** Collects the text of a cell or a shared string: plain or in runs, without phonetic readings. */
export function textCollector(): Required<XmlHandlers> & { take(): string } {
  let text = '';
  let inside = false;
  let phonetic = false;
  return {
    open(name) {
      if (name === 't') inside = true;
      if (name === 'rPh') phonetic = true;
    },
    close(name) {
      if (name === 't') inside = false;
      if (name === 'rPh') phonetic = false;
    },
    text(piece) {
      if (inside && !phonetic) text += piece;
    },
    take() {
      const taken = detached(unescapeText(text));
      text = '';
      return taken;
    },
  };
}

/** The texts that cells name by number. */
export async function readSharedStrings(chunks: AsyncIterable<Buffer>, limits: TableLimits): Promise<string[]> {
  const strings: string[] = [];
  let characters = 0;
  const collector = textCollector();
  await readXml(chunks, {
    open: collector.open,
    text: collector.text,
    close(name) {
      collector.close(name);
      if (name !== 'si') return;
      const text = collector.take();
      characters += text.length;
      if (strings.length >= limits.sharedStrings || characters > limits.sharedCharacters) {
        throw refuseSize('The workbook holds too much text; split the table.');
      }
      strings.push(text);
    },
  });
  return strings;
}
