import { isUtf8 } from 'node:buffer';

/** Where text stops being text: how many bytes before are good, and why it stops. */
export interface TextFault {
  good: Buffer;
  reason: string;
}

/** Follows a text through its chunks, whose borders may cut characters. */
export interface TextCheck {
  /** the chunk up to its last whole character, or what is wrong with it */
  next(chunk: Buffer): { text: Buffer } | { fault: TextFault };
  /** what is wrong with the end, if anything */
  end(): TextFault | undefined;
}

export function checkText(): TextCheck {
  let rest: Buffer = Buffer.alloc(0);
  return {
    next(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = bytes.length - cutCharacter(bytes);
      const text = bytes.subarray(0, whole);
      rest = bytes.subarray(whole);
      const zero = text.indexOf(0);
      const reason = 'it holds bytes that no text has, so it is a binary file';
      if (zero >= 0) return { fault: { good: validStart(text.subarray(0, zero)), reason } };
      if (isUtf8(text)) return { text };
      return { fault: { good: validStart(text), reason: 'it is not UTF-8' } };
    },
    end() {
      return rest.length === 0 ? undefined : { good: Buffer.alloc(0), reason: 'it is not UTF-8' };
    },
  };
}

/** Bytes at the end that begin a character without finishing it, 0 to 3. */
function cutCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/** The longest start that is UTF-8, found by halving. */
function validStart(bytes: Buffer): Buffer {
  let good = 0;
  let bad = bytes.length;
  const valid = (length: number) => isUtf8(bytes.subarray(0, length - cutCharacter(bytes.subarray(0, length))));
  if (valid(bad)) return bytes;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (valid(middle)) good = middle;
    else bad = middle;
  }
  return bytes.subarray(0, good);
}
