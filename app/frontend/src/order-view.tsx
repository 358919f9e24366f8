import { useCallback, useState } from "react";
import { api, statuses, type Status, type WorkOrder } from "./api";
import { momentLabel, statusLabel } from "./labels";
import { Field, OrderFields } from "./order-fields";
import { Problem } from "./problem";
import { href } from "./route";
import { useLoaded } from "./use-loaded";
import { useSubmit } from "./use-submit";

/** One work order, to read and to change. A chunk of its own: most visits only look at the list. */
export default function OrderView({ id }: { id: number }) {
  const load = useCallback((signal: AbortSignal) => api.read(id, signal), [id]);
  const { value, error, reload } = useLoaded(load);
  return (
    <>
      <a href={href({ view: "list", page: 1 })}>All work orders</a>
      <h1>Work order {id}</h1>
      {error && <Problem text={error} retry={reload} />}
      {value ? <EditOrder order={value} /> : !error && <p role="status">Loading…</p>}
    </>
  );
}

const editable = ["title", "description", "priority", "status"] as const;

function EditOrder({ order }: { order: WorkOrder }) {
  const [stored, setStored] = useState(order);
  const [draft, setDraft] = useState(order);
  const [news, setNews] = useState("");
  const { busy, error, onSubmit } = useSubmit(async () => {
    setNews("");
    // Only what this person changed, so that somebody else's change of another field is kept.
    const changed = editable.filter((name) => draft[name] !== stored[name]);
    if (changed.length > 0) {
      const saved = await api.change(stored.id, Object.fromEntries(changed.map((name) => [name, draft[name]])));
      setStored(saved);
      setDraft(saved);
    }
    setNews("Saved.");
  });
  const change = (part: Partial<WorkOrder>) => {
    setDraft((before) => ({ ...before, ...part }));
  };

  return (
    <form onSubmit={onSubmit}>
      <p className="quiet">
        Created <time dateTime={stored.created_at}>{momentLabel(stored.created_at)}</time>, changed{" "}
        <time dateTime={stored.updated_at}>{momentLabel(stored.updated_at)}</time>
      </p>
      <OrderFields value={draft} notes={error?.fields ?? {}} onChange={change} />
      <Field label="Status" note={error?.fields.status}>
        {(attributes) => (
          <select
            {...attributes}
            name="status"
            value={draft.status}
            onChange={(event) => {
              change({ status: event.target.value as Status });
            }}
          >
            {statuses.map((status) => (
              <option key={status} value={status}>
                {statusLabel[status]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {error && <Problem text={error.message} />}
      <div className="actions">
        <button type="submit" aria-disabled={busy}>
          {busy ? "Saving…" : "Save"}
        </button>
        <p role="status" className="news">
          {news}
        </p>
      </div>
    </form>
  );
}
