import { beforeEach, describe, expect, it, vi } from "vitest";
import { present, reloadOnce } from "../src/reload-once";

describe("a chunk that is gone", () => {
  const reload = vi.fn<() => void>();
  beforeEach(() => {
    window.sessionStorage.clear();
    reload.mockReset();
  });

  it("reloads once for each build", () => {
    const { sessionStorage } = window;
    expect(reloadOnce("/assets/index-a.js", sessionStorage, reload)).toBe(true);
    expect(reloadOnce("/assets/index-a.js", sessionStorage, reload)).toBe(false);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(reloadOnce("/assets/index-b.js", sessionStorage, reload)).toBe(true);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it("never reloads where nothing can be remembered", () => {
    const refusing = {
      getItem: () => {
        throw new DOMException("denied", "SecurityError");
      },
    } as unknown as Storage;
    expect(reloadOnce("/assets/index-a.js", refusing, reload)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it("leaves the view waiting while the page loads again; a failure is still one", async () => {
    const settled = vi.fn<() => void>();
    void present(Promise.resolve(undefined)).finally(settled);
    await expect(present(Promise.resolve("chunk"))).resolves.toBe("chunk");
    await expect(present(Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    expect(settled).not.toHaveBeenCalled();
  });
});
