/** A number as it stands in a JSON text: JavaScript's numbers do not tell 1 from 1.0, and lose digits of long ones. */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Longer numbers are a mistake, and Python refuses them too. */
const MOST_DIGITS = 4300;

/**
 * `JSON.parse`, all numbers being kept as they are written.
 * @throws SyntaxError
 */
export function parseKeepingNumbers(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number') return value;
    if (context?.source === undefined) throw new Error('This engine does not give the source text of JSON numbers.');
    if (context.source.length > MOST_DIGITS) throw new SyntaxError(`A number has more than ${MOST_DIGITS} digits.`);
    return new JsonNumber(context.source);
  });
}

/** One value of a record as it is handed in. Plain numbers are taken for what they print as. */
export type RecordValue = string | boolean | null | number | JsonNumber;

export const isRecordValue = (value: unknown): value is RecordValue =>
  value === null || ['string', 'boolean', 'number'].includes(typeof value) || value instanceof JsonNumber;

/** Python's `str()` of what `json.loads` makes of a value; null stays null. */
export function pythonText(value: RecordValue): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const source = typeof value === 'number' ? String(value) : value.source;
  return /^-?\d+$/.test(source) ? String(BigInt(source)) : floatText(Number(source));
}

/** `repr()` of a float: the shortest digits that give it back, without exponent from 1e-4 up to 1e16. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    return `${sign}${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const figures = mantissa.replace('.', '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${figures}`;
  const whole = figures.slice(0, power + 1).padEnd(power + 1, '0');
  return `${sign}${whole}.${figures.slice(power + 1) || '0'}`;
}
