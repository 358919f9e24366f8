/** The work orders of `make seed`: always the same ones. Pure. */

export interface SeedOrder {
  readonly title: string;
  readonly description: string;
  readonly priority: "low" | "normal" | "high";
  readonly status: "open" | "in_progress" | "done";
}

const places = ["boiler room", "hall 1", "hall 2", "loading bay", "workshop", "office", "roof"];
const faults = [
  ["pump", "leaks at the seal", "Water under the pump after each night shift."],
  ["conveyor", "stops by itself", "Twice this week; starts again after a minute."],
  ["fan", "is loud", "Since Monday, at full speed only."],
  ["door", "does not close", "It stays a hand's breadth open."],
  ["lamp", "flickers", "The second from the left."],
  ["valve", "is stiff", "Two people are needed to turn it."],
  ["filter", "is due", "Changed last a year ago."],
  ["press", "loses pressure", "From 180 to 150 bar within an hour."],
  ["hoist", "needs its yearly check", "The sticker says so."],
] as const;
const priorities = ["normal", "high", "normal", "low", "normal"] as const;
const statuses = ["open", "done", "open", "in_progress", "done", "open", "done"] as const;

/** No two titles are the same: 7 places and 9 faults meet once in 63 orders, and then a number is added. */
export function seedOrders(count: number): SeedOrder[] {
  return Array.from({ length: count }, (_, at) => {
    const [thing, trouble, description] = pick(faults, at);
    const round = Math.floor(at / (places.length * faults.length));
    const number = round === 0 ? "" : ` ${round + 1}`;
    return {
      title: `${capital(thing)}${number}, ${pick(places, at)}: ${trouble}`,
      description,
      priority: pick(priorities, at),
      status: pick(statuses, at + round),
    };
  });
}

function pick<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
