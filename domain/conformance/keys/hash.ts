/**
 * Keys are compared by a hash of 96 bits (three words of MurmurHash3_x86_128): among a billion keys two different ones
 * are taken for the same with a probability of 10^-11.
 */
export interface KeyHash {
  readonly words: Uint32Array;
  start(): void;
  /** adds a column whose value is its text */
  text(bytes: Uint8Array, start: number, end: number): void;
  /** adds a column whose value is a number */
  number(value: number): void;
}

const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];
const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

function finish(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return again ^ (again >>> 16);
}

export function createKeyHash(): KeyHash {
  const words = new Uint32Array(3);
  let [a, b, c, d] = [0, 0, 0, 0];
  const block = (k1: number, k2: number, k3: number, k4: number) => {
    a = rotate(a ^ Math.imul(rotate(Math.imul(k1, C1), 15), C2), 19);
    a = (Math.imul((a + b) | 0, 5) + 0x561ccd1b) | 0;
    b = rotate(b ^ Math.imul(rotate(Math.imul(k2, C2), 16), C3), 17);
    b = (Math.imul((b + c) | 0, 5) + 0x0bcaa747) | 0;
    c = rotate(c ^ Math.imul(rotate(Math.imul(k3, C3), 17), C4), 15);
    c = (Math.imul((c + d) | 0, 5) + 0x96cd1c35) | 0;
    d = rotate(d ^ Math.imul(rotate(Math.imul(k4, C4), 18), C1), 13);
    d = (Math.imul((d + a) | 0, 5) + 0x32ac3b17) | 0;
  };
  /** Ends a column, so that `ab|c` and `a|bc` differ. */
  const end = (length: number) => {
    a ^= length;
    b ^= length;
    c ^= length;
    d ^= length;
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    [a, b, c, d] = [finish(a), finish(b), finish(c), finish(d)];
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    words[0] = a;
    words[1] = b;
    words[2] = c;
  };
  const number = new Float64Array(1);
  const halves = new Uint32Array(number.buffer);
  return {
    words,
    start() {
      [a, b, c, d] = [C4, C3, C2, C1];
    },
    text(bytes, from, to) {
      for (let at = from; at < to; at += 16) {
        block(word(bytes, at, to), word(bytes, at + 4, to), word(bytes, at + 8, to), word(bytes, at + 12, to));
      }
      end(to - from);
    },
    number(value) {
      // zero is zero, whatever its sign
      number[0] = value + 0;
      block(halves[0] as number, halves[1] as number, 0, 0);
      end(-1);
    },
  };
}

/** Four bytes, with zeros behind the end. */
function word(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const first = bytes[at] as number;
  if (at + 4 <= end) {
    return (
      first | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
    );
  }
  const second = at + 1 < end ? (bytes[at + 1] as number) << 8 : 0;
  const third = at + 2 < end ? (bytes[at + 2] as number) << 16 : 0;
  return first | second | third;
}
