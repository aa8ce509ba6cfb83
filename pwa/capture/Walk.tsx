import { Show } from "solid-js";
import { SpaceLine } from "../device/SpaceLine.tsx";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { photosToCome } from "../scans/counts.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { VerdictLine } from "../verdict/VerdictLine.tsx";
import type { Verdict } from "../verdict/verdict-state.ts";
import { Advice } from "./Advice.tsx";
import type { Guide } from "./guide-state.ts";
import { ReleaseBar } from "./ReleaseBar.tsx";

/** Under the picture during the walk: what to do, how the set stands, the shutter, and the space that is left. */
export function Walk(props: {
  guide: Guide;
  box: ScanBox;
  pass: number;
  verdict: Verdict;
  withMat: boolean;
  count: number;
  full: boolean;
  last: OutboxPhoto | null;
  again: OutboxPhoto | null;
  replaceable: boolean;
  onAgain: (photo: OutboxPhoto | null) => void;
  shutter: (button: HTMLButtonElement) => void;
  onNoSpace: (none: boolean) => void;
}) {
  const judged = () => (props.last ? props.verdict.of(props.last.photoId) : null);
  const again = (photo: OutboxPhoto, close: () => void) => (
    <Show when={photo.pass === props.pass}>
      <Button
        size="large"
        aria-label={words.guide.again.shootNamed(photo.name)}
        onClick={() => {
          close();
          props.onAgain(photo);
        }}
      >
        <Icon name="redo" />
        {words.guide.again.shoot}
      </Button>
    </Show>
  );
  return (
    <>
      <Advice {...props} judged={judged()} />
      <VerdictLine box={props.box} verdict={props.verdict} again={props.replaceable ? again : undefined} />
      <SpaceLine
        sizes={props.box.photos.map(({ bytes }) => bytes)}
        missing={photosToCome(props.box, props.pass)}
        onFull={props.onNoSpace}
      >
        <ReleaseBar
          last={props.last}
          judged={judged()}
          count={props.count}
          blocked={props.guide.taking() || props.full}
          shutter={props.shutter}
          onPress={() => {
            props.guide.touched(props.withMat);
            props.guide.press();
          }}
          onSound={() => props.guide.touched(true)}
        />
      </SpaceLine>
    </>
  );
}
