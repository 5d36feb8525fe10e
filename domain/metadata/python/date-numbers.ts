const DIGIT = /^\p{Nd}$/u;

/** The value of a digit of any script: Unicode has them in runs of ten, from zero, and runs may follow each other. */
function digitValue(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0;
  let first = codePoint;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (codePoint - first) % 10;
}

/** Python's `int()` of digits of any script, with blanks around them. */
export const integer = (text: string): number =>
  Array.from(text.trim()).reduce((value, digit) => value * 10 + digitValue(digit), 0);

const ZONE = /^[+-](?<hours>..):?(?<minutes>..)(?:(?<colon>:?)(?<seconds>..)(?:\.(?<fraction>.{1,6}))?)?$/u;

/**
 * Microseconds east of Greenwich of what `%z` matched; undefined where colons stand in one place only.
 */
export function readZone(text: string): number | undefined {
  if (text === 'Z') return 0;
  const parts = ZONE.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const colonAfterHours = Array.from(text)[3] === ':';
  if (parts['seconds'] !== undefined && (parts['colon'] === ':') !== colonAfterHours) return undefined;
  const [hours, minutes, seconds] = ['hours', 'minutes', 'seconds'].map((name) => integer(parts[name] ?? ''));
  const fraction = Array.from(parts['fraction'] ?? '');
  const microseconds = integer(fraction.join('') + '0'.repeat(6 - fraction.length));
  const size = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000_000 + microseconds;
  return text.startsWith('-') ? 0 - size : size;
}
