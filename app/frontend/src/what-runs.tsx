import { useEffect } from "react";
import { api } from "./api";
import { useLoaded } from "./use-loaded";

const ASK_AGAIN_MS = 30_000;

const pageVersion = () => document.querySelector<HTMLMetaElement>('meta[name="version"]')?.content ?? "unknown";

/** What runs: this page and the backend that answers it. After a release they may differ until the next load. */
export function WhatRuns() {
  const { value, error, reload } = useLoaded(api.version);

  useEffect(() => {
    const timer = window.setInterval(() => {
      if (!document.hidden) reload();
    }, ASK_AGAIN_MS);
    return () => {
      window.clearInterval(timer);
    };
  }, [reload]);

  return (
    <dl className="what-runs">
      <dt>Page</dt>
      <dd>{pageVersion()}</dd>
      <dt>API</dt>
      <dd>{error ? "not answering" : (value?.version ?? "…")}</dd>
      <dt>Colour</dt>
      <dd>
        {value && !error ? (
          <>
            <span className={`dot ${value.colour}`} aria-hidden="true" />
            {value.colour}
          </>
        ) : (
          "…"
        )}
      </dd>
    </dl>
  );
}
