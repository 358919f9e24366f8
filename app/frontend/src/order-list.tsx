import { useCallback } from "react";
import { api, type WorkOrder } from "./api";
import { momentLabel, priorityLabel, statusLabel } from "./labels";
import { NewOrder } from "./new-order";
import { Problem } from "./problem";
import { href } from "./route";
import { useLoaded } from "./use-loaded";

const PAGE_SIZE = 10;

export function OrderList({ page }: { page: number }) {
  const offset = (page - 1) * PAGE_SIZE;
  const load = useCallback((signal: AbortSignal) => api.list(PAGE_SIZE, offset, signal), [offset]);
  const { value, error, reload } = useLoaded(load);

  return (
    <>
      <h1>Work orders</h1>
      <div className="columns">
        <section aria-labelledby="orders">
          <h2 id="orders">Newest first</h2>
          {error && <Problem text={error} retry={reload} />}
          {value ? (
            <Orders items={value.items} total={value.total} page={page} />
          ) : (
            !error && <p role="status">Loading…</p>
          )}
        </section>
        <NewOrder
          onCreated={() => {
            if (page === 1) reload();
            else window.location.hash = href({ view: "list", page: 1 });
          }}
        />
      </div>
    </>
  );
}

function Orders({ items, total, page }: { items: WorkOrder[]; total: number; page: number }) {
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (total === 0) return <p>There are none yet. Create the first one.</p>;
  return (
    <>
      <ul className="orders">
        {items.map((order) => (
          <li key={order.id}>
            <a href={href({ view: "order", id: order.id })}>{order.title}</a>
            <span className={`priority ${order.priority}`}>{priorityLabel[order.priority]} priority</span>
            <span className="quiet">
              {statusLabel[order.status]} · <time dateTime={order.created_at}>{momentLabel(order.created_at)}</time>
            </span>
          </li>
        ))}
      </ul>
      <nav aria-label="Pages of the list">
        {page > 1 && <a href={href({ view: "list", page: Math.min(page - 1, pages) })}>Newer</a>}
        <span>
          Page {page} of {pages}, {total} in all
        </span>
        {page < pages && <a href={href({ view: "list", page: page + 1 })}>Older</a>}
      </nav>
    </>
  );
}
