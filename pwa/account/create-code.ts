import { createSignal } from "solid-js";
import { codeSentSchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";

/** Before another code can be asked for: mail takes a moment, and each new code makes the one before it worthless. */
const pauseMs = 30_000;

/** A code by e-mail: asked for at `path`, again after a pause. */
export function createCode(path: "/session/codes" | "/account/email/codes") {
  const [sent, setSent] = createSignal<{ codeId: string; email: string; atMs: number; times: number } | null>(null);
  const [asking, setAsking] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);

  const ask = async (email: string): Promise<boolean> => {
    setAsking(true);
    setRefusal(null);
    const answer = await outbox.server.ask("POST", path, { json: { email } }, codeSentSchema);
    setAsking(false);
    setRefusal(refusalOf(answer));
    if (answer.kind !== "ok") return false;
    const times = (sent()?.email === email ? (sent()?.times ?? 0) : 0) + 1;
    setSent({ codeId: answer.body.codeId, email, atMs: Date.now(), times });
    return true;
  };

  return {
    sent,
    asking,
    refusal,
    ask,
    forget: () => {
      setSent(null);
      setRefusal(null);
    },
    /** How long until another can be asked for. */
    pauseMs: (nowMs: number) => Math.max(0, (sent()?.atMs ?? 0) + pauseMs - nowMs),
  };
}
