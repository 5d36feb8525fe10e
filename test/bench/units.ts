import { FUNCTIONS } from '../../infra/functions.ts';
import type { Spent } from '../../local/dynamodb/meter.ts';
import type { Item } from '../../local/dynamodb/types.ts';
import { functionOf, type MeteredRun, startMetered } from '../service/metered.ts';
import { CONTEXT } from './bill.ts';
import type { Figure } from './figure.ts';
import { SCENARIOS, type Scenario, settled } from './submissions.ts';

/** Which records a submission through each door reads and writes, and what for: the bill's units, one by one. */
export async function measure(): Promise<Figure[]> {
  const run = await startMetered(CONTEXT);
  try {
    const figures: Figure[] = [];
    for (const scenario of SCENARIOS) figures.push(...unitsOf(scenario.door, await spentOn(run, scenario)));
    return figures;
  } finally {
    await run.close();
  }
}

/** What functions have used for a submission; as in counted.ts the second one counts. */
async function spentOn(run: MeteredRun, { prepare }: Scenario): Promise<Spent[]> {
  const submission = await prepare(run);
  await submission();
  await settled(run);
  const before = run.spent.length;
  await submission();
  await settled(run);
  return run.spent.slice(before).filter(({ caller }) => Object.hasOwn(FUNCTIONS, functionOf(caller)));
}

function unitsOf(door: string, spent: readonly Spent[]): Figure[] {
  const groups = Map.groupBy(spent, (one) => `${functionOf(one.caller)} ${one.operation} ${recordOf(one)}`);
  const sums = [...groups].map(([what, ones]) => ({ what, ones, writes: isWrite(ones[0]), units: total(ones) }));
  const lines = sums.toSorted((a, b) => Number(b.writes) - Number(a.writes) || b.units - a.units);
  return [
    { what: door, figure: '' },
    ...lines.map(({ what, ones, writes, units }) => ({
      what: `  ${what}`,
      figure: [
        `${units} ${writes ? 'WRU' : 'RRU'}`.padStart(9),
        `${ones.length} times`.padStart(10),
        `up to ${Math.max(...ones.map(({ bytes }) => bytes))} B`.padStart(14),
        indexesOf(ones),
      ].join('  '),
    })),
  ];
}

const isWrite = (one: Spent | undefined): boolean => /Write|Put|Update|Delete/.test(one?.operation ?? '');

const total = (spent: readonly Spent[]): number =>
  spent.reduce((sum, { units, indexUnits }) => sum + Object.values(indexUnits).reduce((a, b) => a + b, units), 0);

/** Of the units those that indexes have cost. */
function indexesOf(spent: readonly Spent[]): string {
  const sums = new Map<string, number>();
  for (const { indexUnits } of spent)
    for (const [name, units] of Object.entries(indexUnits)) sums.set(name, (sums.get(name) ?? 0) + units);
  return [...sums].map(([name, units]) => `${name} ${units}`).join(', ');
}

/** The kind of a record by its keys: `SUB FILE`, or the index that is read. */
const recordOf = ({ key, index }: Spent): string =>
  index === undefined ? `${kindOf(key, 'PK')} ${kindOf(key, 'SK')}` : `index ${index} ${kindOf(key, `${index}Key`)}`;

/** What stands before a name is capitals. */
const kindOf = (key: Item, attribute: string): string => /^[A-Z]+(?=#|$)/.exec(key[attribute]?.S ?? '')?.[0] ?? '*';
