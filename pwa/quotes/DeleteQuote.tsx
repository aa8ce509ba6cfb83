import { useNavigate } from "@solidjs/router";
import { createSignal } from "solid-js";
import { createAct } from "../account/create-act.ts";
import { database, outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { forgetAnswer } from "../server/kept-answers.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { keptQuote } from "./create-quote.ts";

const t = serviceWords.quotes;

/** There and on this device, after a question. */
export function DeleteQuote(props: { quoteId: string }) {
  const navigate = useNavigate();
  const [asking, setAsking] = createSignal(false);
  const { act, busy, refusal } = createAct();
  const remove = async () => {
    setAsking(false);
    const { quoteId } = props;
    await act(
      () => outbox.server.ask("DELETE", `/quotes/${quoteId}`),
      async () => {
        await forgetAnswer(database, keptQuote(quoteId));
        announce(t.removed);
        navigate("/quotes", { replace: true });
      },
    );
  };
  return (
    <>
      <Button kind="danger" size="large" aria-disabled={busy()} onClick={() => setAsking(true)}>
        <Icon name="trash" />
        {t.remove}
      </Button>
      <Refused why={refusal()} />
      <Confirm
        open={asking()}
        title={t.removeTitle}
        text={t.removeText}
        action={t.remove}
        onClose={() => setAsking(false)}
        onYes={() => void remove()}
      />
    </>
  );
}
