import { useState, type SyntheticEvent } from "react";
import { ApiError } from "./api";

/** One submit at a time, with what went wrong in words for the form and for its fields. */
export function useSubmit(submit: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();

  async function run(): Promise<void> {
    setBusy(true);
    try {
      await submit();
      setError(undefined);
    } catch (problem) {
      setError(problem instanceof ApiError ? problem : new ApiError("Something unexpected went wrong."));
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    error,
    onSubmit: (event: SyntheticEvent) => {
      event.preventDefault();
      if (!busy) void run();
    },
  };
}
