import { useRef, useState } from "react";
import { api, type NewWorkOrder } from "./api";
import { OrderFields } from "./order-fields";
import { Problem } from "./problem";
import { useSubmit } from "./use-submit";

const empty: NewWorkOrder = { title: "", description: "", priority: "normal" };

export function NewOrder({ onCreated }: { onCreated: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(empty);
  const [news, setNews] = useState("");
  const { busy, error, onSubmit } = useSubmit(async () => {
    const created = await api.create(draft);
    setDraft(empty);
    setNews(`Work order ${created.id} was created.`);
    form.current?.querySelector("input")?.focus();
    onCreated();
  });

  return (
    <section aria-labelledby="new-order">
      <h2 id="new-order">New work order</h2>
      <form ref={form} onSubmit={onSubmit}>
        <OrderFields
          value={draft}
          notes={error?.fields ?? {}}
          onChange={(change) => {
            setDraft((before) => ({ ...before, ...change }));
          }}
        />
        {error && <Problem text={error.message} />}
        <div className="actions">
          {/* Not `disabled` while busy: that would throw the focus away. */}
          <button type="submit" aria-disabled={busy}>
            {busy ? "Creating…" : "Create work order"}
          </button>
          <p role="status" className="news">
            {news}
          </p>
        </div>
      </form>
    </section>
  );
}
