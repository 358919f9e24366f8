import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { App } from "../src/app";
import { fakeBackend } from "./backend";

const titles = () =>
  within(screen.getByRole("list"))
    .getAllByRole("link")
    .map((link) => link.textContent);

describe("the list", () => {
  it("shows the newest first, a page at a time", async () => {
    fakeBackend(12);
    render(<App />);
    expect(await screen.findByRole("link", { name: "Order 12" })).toBeVisible();
    expect(titles()).toHaveLength(10);
    expect(screen.queryByRole("link", { name: "Newer" })).toBeNull();

    await userEvent.click(screen.getByRole("link", { name: "Older" }));
    expect(await screen.findByText("Page 2 of 2, 12 in all")).toBeVisible();
    expect(await screen.findByRole("link", { name: "Order 1" })).toBeVisible();
    expect(titles()).toEqual(["Order 2", "Order 1"]);
    expect(screen.getByRole("main")).toHaveFocus();
  });

  it("says that there are none", async () => {
    fakeBackend();
    render(<App />);
    expect(await screen.findByText(/There are none yet/)).toBeVisible();
  });

  it("says that the server does not answer, and tries again when asked", async () => {
    const backend = fakeBackend(1);
    backend.instead(() => {
      throw new TypeError("network");
    });
    render(<App />);
    expect(await screen.findByRole("alert")).toHaveTextContent("The server did not answer");
    backend.instead();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Order 1" })).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("a new work order", () => {
  it("is created by keyboard alone, announced, and shown", async () => {
    const backend = fakeBackend(1);
    render(<App />);
    await userEvent.click(await screen.findByLabelText("Title"));
    await userEvent.keyboard("Lift stuck{Tab}Second floor{Tab}");
    await userEvent.selectOptions(screen.getByLabelText("Priority"), "High");
    await userEvent.keyboard("{Tab}{Enter}");

    expect(await screen.findByText("Work order 2 was created.")).toHaveRole("status");
    expect(await screen.findByRole("link", { name: "Lift stuck" })).toBeVisible();
    expect(backend.writes()).toEqual([
      {
        method: "POST",
        path: "/api/work-orders",
        body: { title: "Lift stuck", description: "Second floor", priority: "high" },
      },
    ]);
    expect(screen.getByLabelText("Title")).toHaveValue("");
    expect(screen.getByLabelText("Title")).toHaveFocus();
  });

  it("keeps what was typed and ties the server's note to its field when refused", async () => {
    const backend = fakeBackend();
    render(<App />);
    await userEvent.type(await screen.findByLabelText("Title"), "x");
    backend.instead(() =>
      Response.json({ detail: [{ loc: ["body", "title"], msg: "too short", type: "t" }] }, { status: 422 }),
    );
    await userEvent.click(screen.getByRole("button", { name: "Create work order" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Some values will not do");
    expect(screen.getByLabelText("Title")).toBeInvalid();
    expect(screen.getByLabelText("Title")).toHaveAccessibleDescription("too short");
    expect(screen.getByLabelText("Title")).toHaveValue("x");
  });
});

describe("one work order", () => {
  it("opens from the list and sends only what was changed", async () => {
    const backend = fakeBackend(1);
    render(<App />);
    await userEvent.click(await screen.findByRole("link", { name: "Order 1" }));
    expect(await screen.findByRole("heading", { name: "Work order 1" })).toBeVisible();
    await userEvent.selectOptions(await screen.findByLabelText("Status"), "Done");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved.")).toHaveRole("status");
    expect(backend.writes()).toEqual([
      { method: "PATCH", path: "/api/work-orders/1", body: { status: "done" } },
    ]);
  });

  it("that does not exist is said so", async () => {
    fakeBackend();
    window.location.hash = "#/work-orders/7";
    render(<App />);
    expect(await screen.findByText("There is no such work order.")).toBeVisible();
  });
});

it("shows the version of the page, and version and colour of the backend", async () => {
  fakeBackend();
  document.head.innerHTML = '<meta name="version" content="1.4.2">';
  render(<App />);
  const header = within(screen.getByRole("banner"));
  expect(await header.findByText("green")).toBeVisible();
  expect(header.getAllByRole("definition").map((each) => each.textContent)).toEqual(["1.4.2", "1.5.0", "green"]);
});
