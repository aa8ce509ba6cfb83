import { createMemo, createSignal } from "solid-js";
import type { Dimension, Report } from "#contract/report";
import { announce } from "../ui/announce.ts";
import { type Face, faceLine, valueText } from "./dimension-words.ts";
import type { View } from "./view.ts";

export type Selection = ReturnType<typeof createSelection>;

/** What is chosen on the part: one face, or one dimension with its faces. A screen reader hears of it too. */
export function createSelection(view: () => View | null, report: () => Report | null) {
  const [face, setFace] = createSignal<Face | null>(null);
  const [dimension, setDimension] = createSignal<Dimension | null>(null);
  const faces = createMemo(() => {
    const all = report()?.solid?.faces ?? [];
    // The one face of a faceted solid says nothing that the report does not.
    return all.some(({ type }) => type !== "facet") ? all : [];
  });
  const unit = () => report()?.unit ?? "mm";

  const clear = () => {
    setFace(null);
    setDimension(null);
    view()?.choose([]);
    view()?.showDimension(null, "");
  };
  const chooseFace = (id: number | null) => {
    clear();
    const found = faces().find((candidate) => candidate.id === id);
    if (!found) return;
    setFace(found);
    view()?.choose([found.id]);
    announce(line(found));
  };
  const dimensionsOf = (id: number) => report()?.solid?.dimensions.filter((entry) => entry.faces.includes(id)) ?? [];
  /** Roundings are named by their radius, bores and shafts by their diameter. */
  const byRadius = ({ id, type }: Face) =>
    type === "torus" || dimensionsOf(id).some(({ quantity }) => quantity === "radius");
  const line = (of: Face) => faceLine(of, unit(), byRadius(of));
  return {
    line,
    byRadius,
    face,
    dimension,
    faces,
    unit,
    clear,
    chooseFace,
    byId: (id: number) => faces().find((candidate) => candidate.id === id) ?? null,
    dimensionsOf,
    stepFace: (step: 1 | -1) => {
      const all = faces();
      const at = all.findIndex(({ id }) => id === face()?.id);
      const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
      chooseFace(all[next]?.id ?? null);
    },
    chooseDimension: (entry: Dimension) => {
      const again = dimension()?.id === entry.id;
      clear();
      if (again) return;
      setDimension(entry);
      view()?.choose(entry.faces);
      view()?.showDimension(entry, valueText(entry, unit()));
      announce(`${entry.label}, ${valueText(entry, unit())}`);
    },
  };
}
