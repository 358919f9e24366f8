export function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Of what is known; undefined of nothing. */
export function highest<T>(items: readonly T[], value: (item: T) => number | undefined): number | undefined {
  const known = items.map(value).filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
