import { Match, Show, Switch } from "solid-js";
import { problems } from "#contract/problem";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { softClass } from "../ui/Sheet.tsx";
import styles from "./Print.module.css";
import { checkedOf, type Part } from "./parts-state.ts";
import type { There } from "./prepare-there.ts";

const t = serviceWords.print.there;
/** Faults of the surface: what the server can mend. */
const mendable = new Set(["mesh-open", "mesh-flipped", "mesh-inverted"]);

/** What only the server can do with this part; null: nothing. */
export function offerOf(part: Part): "step" | "mend" | null {
  if (part.problem === "step") return "step";
  const findings = checkedOf(part)?.check.findings ?? [];
  return findings.some(({ code, severity }) => severity === "stops" && mendable.has(code)) ? "mend" : null;
}

const problemOf = (code: string): { readonly retry: string } | undefined =>
  Object.entries(problems).find(([name]) => name === code)?.[1];

/** Offers what this device cannot do, and says how far it is. The file leaves the device only by the button. */
export function ServerOffer(props: { part: Part; onSend: () => void }) {
  const refusal = () => (props.part.there?.stage === "refused" ? props.part.there.why : null);
  /** Of what would be refused again nothing is offered. */
  const offer = () => {
    const why = refusal();
    const known = why && problemOf(why.code);
    return known && known.retry === "never" ? null : offerOf(props.part);
  };
  const going = () => (props.part.there && props.part.there.stage !== "refused" ? props.part.there : null);
  return (
    <Switch>
      <Match when={going()}>{(there) => <Going part={props.part} there={there()} />}</Match>
      <Match when={refusal() && !offer()}>
        <Refused why={refusal()} />
      </Match>
      <Match when={offer()}>
        {(offered) => (
          <>
            <Refused why={refusal()} />
            <Note tone="blue" icon="cube" title={t.offer[offered()].title}>
              <p>{t.offer[offered()].why}</p>
              <Button onClick={props.onSend}>{refusal() ? t.again : t.offer[offered()].go}</Button>
            </Note>
          </>
        )}
      </Match>
    </Switch>
  );
}

function Going(props: { part: Part; there: Exclude<There, { stage: "refused" }> }) {
  const share = () => (props.there.stage === "sending" ? props.there.share : null);
  const words = () => {
    if (props.there.stage === "sending") return t.sending(Math.round(props.there.share * 100));
    if (props.there.stage === "fetching") return t.fetching;
    return t.preparing[offerOf(props.part) ?? "step"];
  };
  return (
    <div class={styles.going}>
      <p role="status" class={softClass}>
        {words()}
      </p>
      <Show when={share() !== null} fallback={<progress aria-label={props.part.name} />}>
        <progress max={1} value={share() ?? 0} aria-label={props.part.name} />
      </Show>
    </div>
  );
}
