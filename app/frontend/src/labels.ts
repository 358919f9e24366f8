import type { Priority, Status } from "./api";

export const statusLabel: Record<Status, string> = { open: "Open", in_progress: "In progress", done: "Done" };
export const priorityLabel: Record<Priority, string> = { low: "Low", normal: "Normal", high: "High" };

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
export const momentLabel = (iso: string): string => moments.format(new Date(iso));
