import { A, useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Page } from "../ui/Page.tsx";
import { CheckSheet } from "./CheckSheet.tsx";
import { withLine } from "./choice.ts";
import { createPrint } from "./create-print.ts";
import { DeliverySheet } from "./DeliverySheet.tsx";
import { createFromScan } from "./from-scan.ts";
import { OrderStep, orderStepId } from "./OrderStep.tsx";
import { PartBox } from "./PartBox.tsx";
import { PartsSheet } from "./PartsSheet.tsx";
import { PriceBar } from "./PriceBar.tsx";
import { PriceSheet } from "./PriceSheet.tsx";
import styles from "./Print.module.css";
import { checkedOf } from "./parts-state.ts";
import { SettingsSheet } from "./SettingsSheet.tsx";

const t = serviceWords.print;

/** A part of a scan or of one's own: checked, shown, priced by every choice. All of it on this device. */
export default function PrintScreen() {
  const [query] = useSearchParams();
  const print = createPrint();
  const fromScan = createFromScan(query, (brought) => print.parts.add([brought]));
  const [chosenId, choosePart] = createSignal<string | null>(null);
  // The one last chosen, else the first that is there.
  const part = createMemo(() => {
    const all = print.parts.all();
    return all.find(({ partId }) => partId === chosenId()) ?? all[0];
  });
  const checked = createMemo(() => checkedOf(part()));
  const line = createMemo(() => print.state().chosen.lines.find(({ partId }) => partId === part()?.partId));
  const [ordering, setOrdering] = createSignal(false);
  const [marking, setMarking] = createSignal(true);
  const order = () => {
    setOrdering(true);
    document.getElementById(orderStepId)?.scrollIntoView();
  };
  const change: ChangeChoice = (to) => {
    const now = part();
    if (now) print.choose(withLine(print.state().chosen, now.partId, to));
  };

  return (
    <Page
      title={t.title}
      back={fromScan.backHref ?? "/"}
      backLabel={fromScan.backHref ? undefined : t.toScans}
      actions={
        <>
          <A href="/quotes" class={buttonClass({ kind: "quiet" })}>
            {serviceWords.quotes.title}
          </A>
          <A href="/orders" class={buttonClass({ kind: "quiet" })}>
            {serviceWords.orders.title}
          </A>
        </>
      }
    >
      <div class={styles.screen}>
        <PartsSheet print={print} fromScan={fromScan} chosen={part()} onChoose={choosePart} />
        <Show when={part() && checked()}>
          {(now) => (
            <div class={styles.columns}>
              <div class={styles.seen}>
                <PartBox print={print} part={now()} line={line()} marking={marking()} />
                <CheckSheet
                  part={now()}
                  prepared={part()?.prepared ?? null}
                  busy={part()?.busy === true}
                  marking={marking()}
                  onMarking={setMarking}
                  onUnit={(unit) => print.parts.sayUnit(part()?.partId ?? "", unit)}
                />
              </div>
              <div class={styles.chosen}>
                <Show when={line()}>
                  {(its) => (
                    <>
                      <SettingsSheet print={print} part={now()} choice={its().choice} onChange={change} />
                      <DeliverySheet print={print} />
                      <PriceSheet print={print} line={its()} onOrder={order} />
                      <Show when={ordering()}>
                        <OrderStep print={print} />
                      </Show>
                    </>
                  )}
                </Show>
              </div>
            </div>
          )}
        </Show>
      </div>
      <Show when={print.state().chosen.lines.length > 0}>
        <PriceBar print={print} />
      </Show>
    </Page>
  );
}

type ChangeChoice = Parameters<typeof SettingsSheet>[0]["onChange"];
