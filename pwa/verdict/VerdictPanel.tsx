import { type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { TonePanel } from "../ui/TonePanel.tsx";
import { VerdictBody } from "./VerdictBody.tsx";
import { hasVerdict, toneOf } from "./verdict-line.ts";
import type { Verdict } from "./verdict-state.ts";

type Props = { box: ScanBox; verdict: Verdict; again?: ((photo: OutboxPhoto) => JSX.Element) | undefined };

const tones = { early: "plain", likely: "good", risky: "warn", no: "warn" } as const;

/** Whether the photos will reconstruct and where to shoot again, told before leaving the part. */
export function VerdictPanel(props: Props) {
  return (
    <Show when={hasVerdict(props.verdict)}>
      <TonePanel id="verdict" title={words.verdict.title} tone={tones[toneOf(props.verdict.verdict())]}>
        <VerdictBody {...props} />
      </TonePanel>
    </Show>
  );
}
