import { createSignal } from "solid-js";
import type { Answer } from "../outbox/model.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";

/** One thing at a time that a button does on the server: whether it is under way, and why it was refused. */
export function createAct() {
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  /** True: it was done. A second tap meanwhile does nothing. */
  const act = async <Body>(work: () => Promise<Answer<Body>>, then?: (body: Body) => unknown): Promise<boolean> => {
    if (busy()) return false;
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await work();
      setRefusal(refusalOf(answer));
      if (answer.kind !== "ok") return false;
      await then?.(answer.body);
      return true;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy, refusal };
}
