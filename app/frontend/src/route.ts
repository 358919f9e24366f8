import { useSyncExternalStore } from "react";

/** The part after # decides what is shown: it needs no rule on any server and survives a reload. */
export type Route = { view: "list"; page: number } | { view: "order"; id: number };

export function parse(hash: string): Route {
  const order = /^#\/work-orders\/([1-9]\d{0,15})$/.exec(hash);
  if (order) return { view: "order", id: Number(order[1]) };
  const page = /^#\/page\/([1-9]\d{0,4})$/.exec(hash);
  return { view: "list", page: page ? Number(page[1]) : 1 };
}

export const href = (route: Route): string =>
  route.view === "order" ? `#/work-orders/${route.id}` : `#/page/${route.page}`;

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => {
    window.removeEventListener("hashchange", changed);
  };
}

export function useRoute(): Route {
  return parse(useSyncExternalStore(subscribe, () => window.location.hash));
}
