import html from "../index.html?raw";
import { expect, it } from "vitest";

const page = new DOMParser().parseFromString(html, "text/html");

it("has nothing that the content security policy would refuse", () => {
  expect([...page.scripts].filter((script) => !script.src)).toEqual([]);
  expect(page.querySelectorAll("style, [style], [onload], [onclick]")).toHaveLength(0);
});

it("has the place where the image build puts its version, as the build looks for it", () => {
  expect(html.match(/<meta name="version" content="dev"/g)).toHaveLength(1);
});
