import type { FileUnit, Orientation } from "#contract/print-settings";
import { enPrint } from "../../i18n/en-print.ts";
import { enWidget as t } from "../../i18n/en-widget.ts";
import { mmText, sizeText } from "../../print/size-text.ts";
import type { Widget } from "../create-widget.ts";
import { el, say, whenChanged } from "../el.ts";
import { drawStill } from "../still.ts";
import type { WidgetPart, WidgetState } from "../widget-state.ts";
import { field, options } from "./field.ts";
import { note } from "./note.ts";

const check = enPrint.check;
const accepted = ".stl,.3mf,.obj,.step,.stp,model/stl,model/3mf,model/obj,model/step";
const picturePx = { width: 640, height: 420 };

/** Where a file is chosen or dropped, and what was found in it. */
export function fileView(widget: () => Widget | null, shopName: string) {
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (!file) return;
    say(extra, (files?.length ?? 0) > 1 ? t.oneFile : "");
    void widget()?.open(file);
  };
  const input = el("input", { type: "file", id: "file", accept: accepted, class: "file" });
  input.addEventListener("change", () => {
    take(input.files);
    // The same file again is another try.
    input.value = "";
  });
  const label = el("label", { for: "file", class: "button" }, t.choose);
  const extra = el("p", { role: "status", class: "soft" });
  const drop = el(
    "div",
    { class: "drop" },
    input,
    label,
    el("p", {}, t.drop),
    el("p", { class: "soft" }, t.here(shopName)),
  );
  const over = (on: boolean) => (event: Event) => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  drop.addEventListener("dragenter", over(true));
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    take(event.dataTransfer?.files);
  });

  const name = el("p", { class: "name" });
  const reading = el("p", { role: "status" });
  const canvas = el("canvas", { ...picturePx, role: "img", part: "picture" });
  const size = el("p", { class: "soft" });
  const unit = field("unit", t.unit, (value) => widget()?.sayUnit(value as FileUnit));
  const found = el("div", { class: "found" });
  const showFound = whenChanged((part: WidgetPart) => found.replaceChildren(...foundIn(part)));
  const showPicture = whenChanged(({ part, hex, lying }: Picture) => {
    const mesh = part.looked?.mesh;
    if (mesh) drawStill(canvas, mesh, lying, hex);
  });
  const about = el("div", { class: "about" }, name, reading, canvas, size, unit.root, found);

  return {
    root: el("section", { "aria-label": t.part }, drop, extra, about),
    show(state: WidgetState): void {
      const { part } = state;
      about.hidden = !part;
      label.textContent = part ? t.another : t.choose;
      drop.classList.toggle("small", part !== null);
      if (!part) return;
      const { looked } = part;
      const seen = looked?.check ?? null;
      say(name, part.file.name);
      say(reading, readingText(part));
      say(size, seen ? t.size(sizeText(seen.sizeUm), mmText(seen.volumeMm3)) : looked ? t.unread : "");
      const guess = looked?.mesh && seen ? seen.unit : null;
      unit.root.hidden = !guess || (guess.sure && guess.reason !== "declared") || guess.candidates.length < 2;
      const sizes = guess?.candidates.map((one) =>
        options.of(one.unit, check.unitOf(one.unit, `${mmText(one.largestUm)} mm`)),
      );
      unit.set(sizes ?? [], guess?.unit ?? "");
      showFound(part, looked ?? part.problem);
      canvas.hidden = !looked?.mesh;
      const hex = colourOf(state);
      const lying = state.price.chosen.lines[0]?.choice.settings.orientation ?? asDrawn;
      const drawn = `${part.partId} ${seen?.unit.unit} ${hex} ${JSON.stringify(lying)}`;
      if (looked) showPicture({ part, hex, lying }, drawn);
      if (seen) canvas.setAttribute("aria-label", t.picture(part.file.name, sizeText(seen.sizeUm)));
    },
  };
}

type Picture = { readonly part: WidgetPart; readonly hex: string; readonly lying: Orientation };
const asDrawn = { kind: "face-down", side: "-z" } as const;

function readingText({ looked, problem, share }: WidgetPart): string {
  if (looked || problem) return "";
  return share < 1 ? enPrint.reading(Math.round(share * 100)) : enPrint.checking;
}

function colourOf({ shop, price }: WidgetState): string {
  const choice = price.chosen.lines[0]?.choice;
  const material = shop?.catalogue.materials.find(({ id }) => id === choice?.settings.material);
  return material?.colours.find(({ id }) => id === choice?.colour)?.hex ?? "#8f999e";
}

/** Good news, or the problems: what stops first, each with what to do. */
function foundIn({ looked, problem }: WidgetPart): Node[] {
  if (problem) return [note("bad", problem.title, problem.todo)];
  if (!looked?.check) return [];
  const ranks = ["stops", "warns", "tells"] as const;
  const told = ranks.flatMap((rank) => looked.check?.findings.filter(({ severity }) => severity === rank) ?? []);
  const mended = looked.repaired ? [el("p", { class: "soft" }, check.repaired)] : [];
  const worst = told.filter(({ severity }) => severity === "stops");
  if (worst.length > 0) {
    if (looked.mendable) return worst.map(({ code, count }) => note("info", check.findings[code](count), t.mend));
    const words = worst.map(({ code, count }) => note("bad", check.findings[code](count), check.todo[code]));
    return [el("p", {}, t.stopped), ...words];
  }
  const list = told.map(({ code, count }) =>
    el("li", {}, check.findings[code](count), " ", el("span", { class: "soft" }, check.todo[code])),
  );
  const more = list.length > 0 ? [el("details", {}, el("summary", {}, t.found), el("ul", {}, ...list))] : [];
  return [el("p", { class: "good" }, t.good), ...mended, ...more];
}
