/** The pages of the sample application, in the words of those who use them. */
import type { OpenPage } from "./browser";

/** Waits until the list is there, with at least one work order. */
export async function listShown({ page }: OpenPage): Promise<void> {
  await page.getByRole("heading", { name: "Work orders" }).waitFor();
  await firstOrder(page).waitFor();
}

/** Fills in the form beside the list, and waits until the page says that it is done. */
export async function createOrder({ page }: OpenPage, title: string, description = ""): Promise<void> {
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Description").fill(description);
  await page.getByRole("button", { name: "Create work order" }).click();
  await page.getByRole("link", { name: title, exact: true }).waitFor();
  await page.getByText(/^Work order \d+ was created\.$/).waitFor();
}

/** Opens the newest work order: the view is a chunk of its own, which is loaded when it is first asked for. */
export async function openNewest({ page }: OpenPage): Promise<void> {
  await firstOrder(page).click();
  await page.getByLabel("Status").waitFor();
}

export async function saveAs({ page }: OpenPage, status: "Open" | "In progress" | "Done"): Promise<void> {
  await page.getByLabel("Status").selectOption(status);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
}

export async function backToList(open: OpenPage): Promise<void> {
  await open.page.getByRole("link", { name: "All work orders" }).click();
  await listShown(open);
}

/** What the head of the page says: the version of the page, version and colour of the API. */
export async function shownVersions({ page }: OpenPage): Promise<string> {
  await page.locator(".what-runs .dot").waitFor();
  return (await page.getByRole("definition").allTextContents()).join(" ");
}

function firstOrder(page: OpenPage["page"]) {
  return page.getByRole("list").getByRole("link").first();
}
