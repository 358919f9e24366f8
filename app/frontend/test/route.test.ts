import { expect, it } from "vitest";
import { href, parse, type Route } from "../src/route";

it("reads back every address that it writes", () => {
  const routes: Route[] = [
    { view: "list", page: 1 },
    { view: "list", page: 12 },
    { view: "order", id: 42 },
  ];
  for (const route of routes) expect(parse(href(route))).toEqual(route);
});

it("shows the first page for anything else", () => {
  for (const hash of ["", "#", "#/page/0", "#/work-orders/0", "#/work-orders/x", "#main"]) {
    expect(parse(hash)).toEqual({ view: "list", page: 1 });
  }
});
