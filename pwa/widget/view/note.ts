import { el } from "../el.ts";

/** What is wrong, and what to do about it. */
export const note = (tone: "bad" | "info", title: string, text: string, ...more: Node[]): HTMLElement =>
  el(
    "div",
    { class: `note ${tone}`, role: tone === "bad" ? "alert" : "status" },
    el("strong", {}, title),
    " ",
    text,
    ...more,
  );
