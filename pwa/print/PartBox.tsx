import { createMemo, ErrorBoundary, lazy, Show, Suspense } from "solid-js";
import type { Orientation } from "#contract/print-settings";
import { serviceWords } from "../i18n/service-words.ts";
import { softClass } from "../ui/Sheet.tsx";
import { materialOf } from "./choice.ts";
import type { Print } from "./create-print.ts";
import type { CheckedPart } from "./messages.ts";
import type { PrintLine } from "./order.ts";
import styles from "./Print.module.css";
import { sizeText } from "./size-text.ts";

const t = serviceWords.print.picture;
const PartPicture = lazy(() => import("./PartPicture.tsx"));
const asDrawn: Orientation = { kind: "face-down", side: "-z" };
const noColour = "#9aa7ad";

/** The picture's frame: it comes after the rest, and where it cannot come the words below it say the same. */
export function PartBox(props: { print: Print; part: CheckedPart; line: PrintLine | undefined; marking: boolean }) {
  const orientation = createMemo(() => props.line?.choice.settings.orientation ?? asDrawn);
  const colour = createMemo(() => {
    const { line } = props;
    const material = line && materialOf(props.print.shop(), line.choice);
    return material?.colours.find(({ id }) => id === line?.choice.colour)?.hex ?? noColour;
  });
  const marks = createMemo(() =>
    props.marking ? props.part.check.findings.filter(({ triangles }) => triangles.length > 0) : [],
  );
  return (
    <figure class={styles.figure}>
      <div class={styles.picture}>
        <ErrorBoundary fallback={<p class={styles.waiting}>{t.missing}</p>}>
          <Suspense fallback={<p class={styles.waiting}>{t.loading}</p>}>
            <Show when={props.part} keyed>
              {(part) => (
                <PartPicture
                  part={part}
                  orientation={orientation()}
                  colour={colour()}
                  marks={marks()}
                  size={sizeText(part.check.sizeUm)}
                />
              )}
            </Show>
          </Suspense>
        </ErrorBoundary>
      </div>
      <figcaption class={softClass}>{t.bed}</figcaption>
    </figure>
  );
}
