import { createSignal, Show } from "solid-js";
import { sessionListSchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import { agentWords } from "./agent.ts";
import { createAct } from "./create-act.ts";
import { Loading } from "./Passkeys.tsx";
import { leave } from "./session.ts";

const t = serviceWords.account;

/** Where one is signed in, and the ways out. */
export function Sessions() {
  const list = createAnswer(() => ({ path: "/account/sessions", keep: "sessions" }), sessionListSchema);
  const [asked, setAsked] = createSignal<"here" | "everywhere" | null>(null);
  const { act, refusal } = createAct();
  const others = () => (list.body()?.sessions ?? []).toSorted((a, b) => Number(b.isThis) - Number(a.isThis));

  const end = (sessionId: string) =>
    act(() => outbox.server.ask("DELETE", `/account/sessions/${sessionId}`), list.refresh);
  const signOut = async () => {
    const everywhere = asked() === "everywhere";
    setAsked(null);
    await act(
      () => leave(everywhere),
      () => announce(t.signedOutNow),
    );
  };

  return (
    <Sheet title={t.sessions}>
      <Show when={list.body()} fallback={<Loading list={list} />}>
        <Rows each={others()} label={t.sessions}>
          {(session) => (
            <>
              <RowText
                name={agentWords(session.agent)}
                meta={`${t.since(formatDate(session.createdAtMs))}, ${t.lastUsed(formatDate(session.lastUsedAtMs))}`}
              />
              <Show when={!session.isThis} fallback={<Chip tone="good">{t.thisOne}</Chip>}>
                <Button
                  kind="quiet"
                  aria-label={t.endSessionOf(agentWords(session.agent))}
                  onClick={() => void end(session.sessionId)}
                >
                  {t.endSession}
                </Button>
              </Show>
            </>
          )}
        </Rows>
      </Show>
      <Refused why={refusal()} />
      <Actions>
        <Button size="large" onClick={() => setAsked("here")}>
          {t.signOut}
        </Button>
        <Button size="large" onClick={() => setAsked("everywhere")}>
          {t.everywhere}
        </Button>
      </Actions>
      <Confirm
        open={asked() !== null}
        title={asked() === "everywhere" ? t.everywhereTitle : t.signOutTitle}
        text={asked() === "everywhere" ? t.everywhereText : t.signOutText}
        action={asked() === "everywhere" ? t.everywhere : t.signOut}
        onClose={() => setAsked(null)}
        onYes={() => void signOut()}
      />
    </Sheet>
  );
}
