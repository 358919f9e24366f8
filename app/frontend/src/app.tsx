import { lazy, Suspense, useEffect, useRef } from "react";
import { OrderList } from "./order-list";
import { present } from "./reload-once";
import { href, useRoute } from "./route";
import { ViewBoundary } from "./view-boundary";
import { WhatRuns } from "./what-runs";

const OrderView = lazy(() => present(import("./order-view")));

export function App() {
  const route = useRoute();
  const shown = href(route);
  const main = useRef<HTMLElement>(null);
  const before = useRef(shown);

  // A new view is announced by moving the focus to it, and read from the top; the first one leaves both to the browser.
  useEffect(() => {
    document.title = route.view === "order" ? `Work order ${route.id}` : "Work orders";
    if (before.current !== shown) {
      main.current?.focus({ preventScroll: true });
      document.documentElement.scrollTop = 0;
    }
    before.current = shown;
  }, [route, shown]);

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // the address after # is the route
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      <header>
        <a href={href({ view: "list", page: 1 })} className="brand">
          Maintenance
        </a>
        <WhatRuns />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <ViewBoundary key={route.view === "order" ? route.id : "list"}>
          <Suspense fallback={<p role="status">Loading…</p>}>
            {route.view === "order" ? <OrderView id={route.id} /> : <OrderList page={route.page} />}
          </Suspense>
        </ViewBoundary>
      </main>
    </>
  );
}
