import { startMetered } from '../service/metered.ts';
import { type Amounts, countOne } from './counted.ts';
import type { Figure } from './figure.ts';
import { type Item, PRICES } from './prices.ts';
import { SCENARIOS } from './submissions.ts';

const SUBMISSIONS = 1000;

/** What it takes to bring a submission through. Bytes, what is looked up afterwards and what is told are beside it. */
const CONTROL: Readonly<Partial<Record<Item, string>>> = {
  apiRequest: 'API Gateway, requests',
  edgeRequest: 'CloudFront, requests',
  lambdaInvocation: 'Lambda, invocations',
  lambdaGbSecond: 'Lambda, GB-seconds',
  stateTransition: 'Step Functions, state transitions',
  writeUnit: 'DynamoDB, write units',
  readUnit: 'DynamoDB, read units',
  s3Write: 'S3, PUT, COPY and LIST',
  s3Read: 'S3, GET and HEAD',
  busEvent: 'EventBridge, events',
  secretRead: 'Secrets Manager, reads',
};
const BESIDE: Readonly<Partial<Record<Item, string>>> = {
  logByte: 'CloudWatch, bytes of logs',
  trace: 'X-Ray, traces, if every one is sampled',
  mail: 'SES, mails',
};

/** As most deploy it, without a mirror. */
export const CONTEXT = { mirror: undefined };

/** Small files: what quality control reads and hashes of large ones is paid by the byte, and is in docs/deploy.md. */
export async function measure(): Promise<Figure[]> {
  const run = await startMetered(CONTEXT);
  try {
    const figures: Figure[] = [];
    for (const scenario of SCENARIOS) figures.push(...billOf(scenario.door, await countOne(run, scenario)));
    return figures;
  } finally {
    await run.close();
  }
}

function billOf(door: string, amounts: Amounts): Figure[] {
  const lines = (items: typeof CONTROL) =>
    (Object.entries(items) as [Item, string][]).map(([item, what]) => ({
      what: `  ${what}`,
      figure: `${amount(amounts[item])} each  ${dollars(costOf(amounts, item))}`,
    }));
  const control = sum(amounts, CONTROL);
  return [
    { what: door, figure: '' },
    ...lines(CONTROL),
    { what: '  control plane', figure: `${''.padStart(12)}  ${dollars(control)}` },
    ...lines(BESIDE),
    { what: '  with logs, traces and mails', figure: `${''.padStart(12)}  ${dollars(control + sum(amounts, BESIDE))}` },
  ];
}

const costOf = (amounts: Amounts, item: Item): number => amounts[item] * PRICES[item] * SUBMISSIONS;

const sum = (amounts: Amounts, items: typeof CONTROL): number =>
  (Object.keys(items) as Item[]).reduce((total, item) => total + costOf(amounts, item), 0);

const amount = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1)).padStart(7);

const dollars = (value: number): string => `$${value.toFixed(3)}`.padStart(7);
