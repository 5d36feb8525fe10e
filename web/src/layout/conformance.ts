/** Two digits behind the point at most, and never 100 where something failed. */
export function formatConformance(percent: number): string {
  const rounded = percent < 100 ? Math.min(percent, 99.99) : percent;
  return `${Number(rounded.toFixed(2))} %`;
}
