import { useId, type ReactNode } from "react";
import { priorities, type NewWorkOrder, type Priority } from "./api";
import { priorityLabel } from "./labels";

interface FieldProps {
  label: string;
  note: string | undefined;
  children: (attributes: { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined }) => ReactNode;
}

/** A label, its control, and a note tied to it when something is wrong with the value. */
export function Field({ label, note, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": note !== undefined, "aria-describedby": note ? noteId : undefined })}
      {note && (
        <p id={noteId} className="note">
          {note}
        </p>
      )}
    </div>
  );
}

interface OrderFieldsProps {
  value: NewWorkOrder;
  notes: Partial<Record<string, string>>;
  onChange: (change: Partial<NewWorkOrder>) => void;
}

/** The fields that a new and an existing work order share. */
export function OrderFields({ value, notes, onChange }: OrderFieldsProps) {
  return (
    <>
      <Field label="Title" note={notes.title}>
        {(attributes) => (
          <input
            {...attributes}
            name="title"
            required
            maxLength={200}
            autoComplete="off"
            value={value.title}
            onChange={(event) => {
              onChange({ title: event.target.value });
            }}
          />
        )}
      </Field>
      <Field label="Description" note={notes.description}>
        {(attributes) => (
          <textarea
            {...attributes}
            name="description"
            rows={4}
            maxLength={10_000}
            value={value.description}
            onChange={(event) => {
              onChange({ description: event.target.value });
            }}
          />
        )}
      </Field>
      <Field label="Priority" note={notes.priority}>
        {(attributes) => (
          <select
            {...attributes}
            name="priority"
            value={value.priority}
            onChange={(event) => {
              onChange({ priority: event.target.value as Priority });
            }}
          >
            {priorities.map((priority) => (
              <option key={priority} value={priority}>
                {priorityLabel[priority]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
