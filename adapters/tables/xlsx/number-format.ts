/** Puts a stored number into the text that the sheet shows. */
export type NumberFormat = (value: number, date1904: boolean) => string;

/** Built-in formats that are dates or times (ECMA-376, part 1, 18.8.30); 27-36 and 50-58 are dates in East Asia. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

const BUILT_IN_CODES: Readonly<Record<number, string>> = { 1: '0', 2: '0.00', 9: '0%', 10: '0.00%' };

/** 15 digits are what a sheet keeps: 0.1 + 0.2 is shown as 0.3, not as 0.30000000000000004. */
export const general: NumberFormat = (value) => String(Number(value.toPrecision(15)));

/**
 * The format of a cell. Dates are shown as ISO 8601, whatever the reader's country; zero-padded, fixed and per-cent
 * numbers as in the sheet, since sample numbers such as 00042 are kept that way. Everything else in plain digits.
 */
export function numberFormat(id: number, customCode: string | undefined): NumberFormat {
  const code = customCode ?? BUILT_IN_CODES[id];
  if (code === undefined) return isBuiltInDate(id) ? dateFormat : general;
  const [positive = ''] = code.split(';');
  const fixed = /^(0+)(?:\.(0+))?(%?)$/.exec(positive);
  if (fixed !== null) return fixedFormat(fixed[1] ?? '', fixed[2] ?? '', fixed[3] === '%');
  return isDateCode(positive) ? dateFormat : general;
}

function fixedFormat(whole: string, decimals: string, percent: boolean): NumberFormat {
  return (value) => {
    const text = Math.abs(percent ? value * 100 : value).toFixed(decimals.length);
    const [digits = '', rest] = text.split('.');
    const padded = digits.padStart(whole.length, '0');
    return `${value < 0 ? '-' : ''}${padded}${rest === undefined ? '' : `.${rest}`}${percent ? '%' : ''}`;
  };
}

/** Letters of date codes outside quoted text, escapes, colours and conditions. Elapsed time `[h]` counts as well. */
const isDateCode = (code: string): boolean =>
  /\[[hms]+\]/i.test(code) || /[dmyhs]/i.test(code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General/gi, ''));

const DAY = 86_400_000;
/** Serial numbers count from 1899-12-30, because Excel believes in 29 February 1900; or from 1904-01-01. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** 9999-12-31, the last date that Excel knows */
const LAST_DAY = 2_958_466;

const dateFormat: NumberFormat = (value, date1904) => {
  if (value < 0 || value >= LAST_DAY) return general(value, date1904);
  const milliseconds = Math.round((value * DAY) / 1_000) * 1_000;
  const text = new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + milliseconds).toISOString();
  if (value < 1) return text.slice(11, 19);
  return milliseconds % DAY === 0 ? text.slice(0, 10) : text.slice(0, 19);
};
