import { createEffect, onCleanup, onMount } from "solid-js";
import type { Orientation } from "#contract/print-settings";
import { serviceWords } from "../i18n/service-words.ts";
import type { CheckedPart } from "./messages.ts";
import styles from "./Print.module.css";
import { type Mark, makePicture, type Picture } from "./part-picture.ts";

const t = serviceWords.print.picture;
const stepDeg = 8;

export type PartPictureProps = {
  part: CheckedPart;
  orientation: Orientation;
  colour: string;
  marks: readonly Mark[];
  size: string;
};

/** The part in 3D. Loaded when the first part has been checked; the screen is whole without it. */
export default function PartPicture(props: PartPictureProps) {
  let canvas!: HTMLCanvasElement;
  let picture: Picture | null = null;
  onMount(() => {
    const made = makePicture(canvas, props.part.positions, props.part.triangles);
    picture = made;
    createEffect(() => made.lie(props.orientation));
    createEffect(() => made.paint(props.colour));
    createEffect(() => made.mark(props.marks));
    onCleanup(made.dispose);
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Record<string, () => void> = {
      ArrowLeft: () => picture?.turn(-stepDeg, 0),
      ArrowRight: () => picture?.turn(stepDeg, 0),
      ArrowUp: () => picture?.turn(0, stepDeg),
      ArrowDown: () => picture?.turn(0, -stepDeg),
      "+": () => picture?.dolly(0.9),
      "=": () => picture?.dolly(0.9),
      "-": () => picture?.dolly(1.1),
      f: () => picture?.fit(),
    };
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <canvas
      ref={canvas}
      class={styles.canvas}
      role="img"
      tabIndex={0}
      aria-label={t.label(props.size)}
      onKeyDown={onKey}
    />
  );
}
