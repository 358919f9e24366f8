export function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Undefined of nothing. */
export function highest<T>(items: readonly T[], value: (item: T) => number): number | undefined {
  return items.length === 0 ? undefined : Math.max(...items.map(value));
}
