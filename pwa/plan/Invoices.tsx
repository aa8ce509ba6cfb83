import { Show } from "solid-js";
import type { BillingView } from "#contract/billing";
import { serviceWords } from "../i18n/service-words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import { formatPence } from "./money.ts";
import { PortalButton } from "./PortalButton.tsx";

const t = serviceWords.plan.billing;

/** What was charged, and the way to Stripe's own pages for the rest. */
export function Invoices(props: { billing: BillingView }) {
  return (
    <Sheet title={t.title} wide>
      <Show when={props.billing.invoices} fallback={<p role="status">{t.unreadable}</p>}>
        {(invoices) => (
          <Show when={invoices().length > 0} fallback={<p>{t.none}</p>}>
            <Rows each={invoices()} label={t.title}>
              {(invoice) => (
                <>
                  <RowText
                    name={`${invoice.number ?? t.unnumbered}: ${formatPence(invoice.totalPence)}`}
                    meta={`${formatDate(invoice.createdAtMs)}, ${t.statuses[invoice.status]}`}
                  />
                  <Show when={invoice.url}>
                    {(url) => (
                      <a
                        href={url()}
                        target="_blank"
                        rel="noopener noreferrer"
                        class={buttonClass({ kind: "quiet", square: true })}
                        aria-label={t.show(invoice.number ?? "")}
                      >
                        <Icon name="report" />
                      </a>
                    )}
                  </Show>
                </>
              )}
            </Rows>
          </Show>
        )}
      </Show>
      <p>{t.portalText}</p>
      <PortalButton text={t.portal} />
    </Sheet>
  );
}
