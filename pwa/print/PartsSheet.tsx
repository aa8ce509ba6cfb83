import { createSignal, For, Show } from "solid-js";
import { problems } from "#contract/problem";
import { filesOfDrop } from "../capture/dropped-files.ts";
import { FilePick } from "../capture/FilePick.tsx";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import type { Print } from "./create-print.ts";
import type { createFromScan } from "./from-scan.ts";
import { stops } from "./look-at-part.ts";
import { rangeText } from "./money.ts";
import styles from "./Print.module.css";
import { checkedOf, type Part } from "./parts-state.ts";
import { shownEstimate } from "./price-state.ts";
import { ServerOffer } from "./ServerOffer.tsx";

const t = serviceWords.print;
const accept = ".stl,.3mf,.obj,.step,.stp,model/stl,model/3mf,model/obj,model/step";

type Props = {
  print: Print;
  fromScan: Pick<ReturnType<typeof createFromScan>, "state">;
  chosen: Part | undefined;
  onChoose: (partId: string) => void;
};

/** Files come in here; each is a row, and the one that is chosen is shown below. */
export function PartsSheet(props: Props) {
  const [over, setOver] = createSignal(false);
  const [leftOut, setLeftOut] = createSignal(0);
  const parts = () => props.print.parts.all();
  const add = (files: readonly File[]) =>
    setLeftOut(props.print.parts.add(files.map((file) => ({ name: file.name, file, unit: null }))));
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer) add(await filesOfDrop(event.dataTransfer));
  };
  return (
    <Sheet title={t.parts}>
      <Show when={parts().length === 0}>
        <p>{t.lead}</p>
      </Show>
      <Show when={props.fromScan.state() === "fetching"}>
        <p role="status">{t.fetching}</p>
      </Show>
      <Refused why={props.fromScan.state() === "missing" ? t.scanMissing : null} />
      <Show when={parts().length > 0}>
        <ul class={styles.parts} aria-label={t.parts}>
          <For each={parts()}>{(part) => <PartRow {...props} part={part} />}</For>
        </ul>
      </Show>
      <fieldset
        aria-label={t.choose}
        class={`${styles.zone} ${over() ? styles.over : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => void drop(event)}
      >
        <FilePick
          label={parts().length === 0 ? t.choose : t.more}
          icon={<Icon name="plus" />}
          accept={accept}
          multiple
          primary={parts().length === 0}
          onFiles={add}
        />
        <p class={softClass}>{t.drop}</p>
      </fieldset>
      <Show when={leftOut() > 0}>
        <Note tone="warn" role="status">
          <p>{t.noRoom(leftOut())}</p>
        </Note>
      </Show>
    </Sheet>
  );
}

function PartRow(props: Props & { part: Part }) {
  const problem = () => {
    const code = props.part.problem;
    if (code === null || code === "step") return null;
    return code === "unreadable" || code === "out-of-memory" ? t.problems[code] : problems[code];
  };
  const stopped = () => {
    const checked = checkedOf(props.part);
    return checked !== null && stops(checked.check);
  };
  const range = () => {
    const estimate = shownEstimate(props.print.state());
    const line = estimate?.lines.find(({ partId }) => partId === props.part.partId);
    if (!estimate || !line) return null;
    return rangeText(line.rangeMinor, estimate.price.currency);
  };
  return (
    <li class={styles.part}>
      <button
        type="button"
        class={styles.pick}
        aria-pressed={props.chosen?.partId === props.part.partId}
        onClick={() => props.onChoose(props.part.partId)}
      >
        <Icon name="cube" />
        <span class={styles.partText}>
          <span class={styles.partName}>{props.part.name}</span>
          <span class={softClass}>{range() ?? formatBytes(props.part.bytes)}</span>
        </span>
        <Show when={problem() || stopped()}>
          <Chip tone="bad">{t.noPrice}</Chip>
        </Show>
      </button>
      <Button
        kind="quiet"
        square
        size="large"
        aria-label={t.remove(props.part.name)}
        onClick={() => props.print.parts.remove(props.part.partId)}
      >
        <Icon name="close" />
      </Button>
      <Show when={props.part.busy}>
        <div class={styles.going}>
          <p role="status" class={softClass}>
            {props.part.share < 1
              ? t.reading(Math.round(props.part.share * 100))
              : props.part.bytes > 5e6
                ? t.checkingLong
                : t.checking}
          </p>
          <Show when={props.part.share < 1} fallback={<progress aria-label={props.part.name} />}>
            <progress max={1} value={props.part.share} aria-label={props.part.name} />
          </Show>
        </div>
      </Show>
      <div class={styles.going}>
        <Refused why={problem()} />
        <ServerOffer part={props.part} onSend={() => props.print.prepare(props.part)} />
      </div>
    </li>
  );
}
