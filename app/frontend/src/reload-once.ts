/**
 * A page of an earlier release may ask for a chunk that is gone. Loading the page again gets today's page,
 * but only once for each build: if the chunk is missing there too, reloading for ever would help nobody.
 */
const KEY = "reloaded-from";

export function reloadOnce(build: string, storage: Storage, reload: () => void): boolean {
  try {
    if (storage.getItem(KEY) === build) return false;
    storage.setItem(KEY, build);
  } catch {
    return false; // without a memory there is no "once"
  }
  reload();
  return true;
}

export function watchForMissingChunks(build: string): void {
  window.addEventListener("vite:preloadError", (event) => {
    const reloading = reloadOnce(build, window.sessionStorage, () => {
      window.location.reload();
    });
    if (reloading) event.preventDefault();
  });
}

/** A chunk, once it is there. One that is gone while the page is loading again is undefined: then wait for that. */
export async function present<T>(chunk: Promise<T | undefined>): Promise<T> {
  return (await chunk) ?? new Promise<never>(() => undefined);
}
