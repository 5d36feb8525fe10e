import type { CheckReport } from './json.ts';

/** Rows of the page's list; the other files have all that are listed. */
const SHOWN = 500;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of people's files in a page: nothing of it is markup, and control characters are shown as such. */
const escaped = (text: string): string =>
  text.replace(/\p{Cc}/gu, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const number = (value: number): string => value.toLocaleString('en-US');

// No script and nothing from elsewhere: the page works offline and under any content security policy with styles.
const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1f24}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d5dae0;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}td.v{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
.failed{color:#a40e26}.passed{color:#116329}.warnings{color:#7a4e00}dt{font-weight:600}dd{margin:0 0 .4rem}
`;

const WORDS: Readonly<Record<string, string>> = {
  failed: 'Failed',
  passed: 'Passed',
  warnings: 'Passed with warnings',
};

/** The report of one check as a page of its own, for people. */
export function reportPage(report: CheckReport): string {
  const title = `${escaped(report.check)}: ${escaped(report.file)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p class="${report.outcome}"><strong>${WORDS[report.outcome] ?? ''}</strong>: ${summary(report)}</p>
<dl>${facts(report)}</dl>
<h2>Rules</h2>
${rules(report)}
${errors(report)}
</body>
</html>
`;
}

function summary({ errorCount, warningCount, rows }: CheckReport): string {
  const checked = rows === undefined ? '' : ` in ${number(rows)} row${rows === 1 ? '' : 's'}`;
  const counted = (count: number, what: string) => `${number(count)} ${what}${count === 1 ? '' : 's'}`;
  return `${counted(errorCount, 'error')} and ${counted(warningCount, 'warning')}${checked}.`;
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'blank' };

function facts(report: CheckReport): string {
  const { encoding, delimiter, sheet, blankRows } = report;
  const known: [string, string | undefined][] = [
    ['Submission', report.submission],
    ['Input', report.input],
    ['Encoding', encoding],
    ['Delimiter', delimiter === undefined ? undefined : (DELIMITER_NAMES[delimiter] ?? delimiter)],
    ['Sheet', sheet],
    ['Blank rows left out', blankRows === undefined || blankRows === 0 ? undefined : number(blankRows)],
  ];
  return known
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value ?? '')}</dd>`)
    .join('');
}

function rules(report: CheckReport): string {
  const asked = report.rules.filter(({ checked }) => checked > 0);
  const lines = asked.map(({ name, says, severity, checked, failed, conformance }) => {
    const mark = failed === 0 ? 'passed' : severity === 'error' ? 'failed' : 'warnings';
    return `<tr><td class="${mark}">${escaped(name)}</td><td>${escaped(says)}</td><td class="n">${number(checked)}</td><td class="n">${number(failed)}</td><td class="n">${conformance ?? ''} %</td></tr>`;
  });
  return `<table><thead><tr><th>Rule</th><th>What it asks</th><th>Checked</th><th>Failed</th><th>Conformance</th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table>`;
}

function errors({ errors: found, errorCount, warningCount }: CheckReport): string {
  if (found.length === 0) return '';
  const total = errorCount + warningCount;
  const told = Math.min(found.length, SHOWN);
  const lines = found.slice(0, SHOWN).map(({ row, column = '', value = '', rule = '', message, more }) => {
    const others = more === undefined || more === 0 ? '' : ` (and ${number(more)} more rows)`;
    return `<tr><td class="n">${row ?? ''}</td><td>${escaped(column)}</td><td class="v">${escaped(value)}</td><td>${escaped(rule)}</td><td>${escaped(message)}${others}</td></tr>`;
  });
  const heading = told < total ? `The first ${number(told)} of ${number(total)} faults` : `All ${number(total)} faults`;
  return `<h2>${heading}</h2>
<table><thead><tr><th>Row</th><th>Column</th><th>Value</th><th>Rule</th><th>What is wrong</th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table>`;
}
