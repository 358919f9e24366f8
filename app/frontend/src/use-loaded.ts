import { useCallback, useEffect, useState } from "react";

interface Loaded<T> {
  /** The last good answer; kept while a newer one is on its way, so that the page does not jump. */
  value: T | undefined;
  error: string | undefined;
  reload: () => void;
}

/** Loads now and whenever `load` changes (so make it with `useCallback`); a late answer never wins over a newer one. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ value });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!abort.signal.aborted) setState((before) => ({ ...before, error: message }));
      },
    );
    return () => {
      abort.abort();
    };
  }, [load, round]);

  const reload = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  return { value: state.value, error: state.error, reload };
}
