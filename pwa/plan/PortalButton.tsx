import { stripePageSchema } from "#contract/billing";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { Button } from "../ui/Button.tsx";
import { Refused } from "../ui/Refused.tsx";

/** Leads to Stripe's portal in the same window; it leads back. */
export function PortalButton(props: { text: string; primary?: boolean }) {
  const { act, busy, refusal } = createAct();
  const open = () =>
    act(
      () => outbox.server.ask("POST", "/billing/portal", {}, stripePageSchema),
      ({ url }) => location.assign(url),
    );
  return (
    <>
      <Refused why={refusal()} />
      <Button
        kind={props.primary ? "primary" : "plain"}
        size="large"
        aria-disabled={busy()}
        onClick={() => void open()}
      >
        {props.text}
      </Button>
    </>
  );
}
