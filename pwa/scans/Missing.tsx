import { A } from "@solidjs/router";
import { Match, Switch } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import type { Scan } from "./ScanScreen.tsx";

/** Why there is no scan to show, and the way on. */
export function Missing(props: { scan: Scan }) {
  return (
    <Switch fallback={<p role="status">{words.app.loading}…</p>}>
      <Match when={props.scan.reach() === "gone"}>
        <Note title={words.scan.goneTitle}>
          <BackToScans />
        </Note>
      </Match>
      <Match when={props.scan.reach() === "absent" && props.scan.box() === null}>
        <Note title={words.scan.notFoundTitle}>
          <p>{words.scan.notFound}</p>
          <BackToScans />
        </Note>
      </Match>
      <Match when={props.scan.reach() === "stale"}>
        <Note tone="warn" icon="offline" title={words.scan.unreachableTitle}>
          <p>{words.scan.unreachable}</p>
          <Button onClick={() => void props.scan.refresh()}>{words.app.again}</Button>
        </Note>
      </Match>
    </Switch>
  );
}

function BackToScans() {
  return (
    <A href="/" class={buttonClass()}>
      {words.app.toScans}
    </A>
  );
}
