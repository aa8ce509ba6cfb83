import { For, Show } from "solid-js";
import type { Currency } from "#contract/price-book";
import type { CheaperWay } from "#contract/quote";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { softClass } from "../ui/Sheet.tsx";
import type { Shop } from "./choice.ts";
import { formatMinor } from "./money.ts";
import styles from "./Print.module.css";

const t = serviceWords.print.price;

/** What would make a line cheaper, each taken by one tap. */
export function CheaperWays(props: {
  shop: Shop;
  ways: readonly CheaperWay[];
  currency: Currency;
  busy?: boolean;
  onTake: (way: CheaperWay) => void;
}) {
  return (
    <Show when={props.ways.length > 0} fallback={<p class={softClass}>{t.cheaperNone}</p>}>
      <div class={styles.ways}>
        <For each={props.ways}>
          {(way) => (
            <Button size="large" aria-disabled={props.busy} onClick={() => props.onTake(way)}>
              <span class={styles.way}>
                {wayText(props.shop, way)}
                <span class={softClass}>
                  {(way.change === "quantity" ? t.savesEach : t.saves)(formatMinor(way.savesMinor, props.currency))}
                </span>
              </span>
            </Button>
          )}
        </For>
      </div>
    </Show>
  );
}

function wayText({ catalogue, book }: Shop, { change, to }: CheaperWay): string {
  const name = String(to);
  const named: Partial<Record<CheaperWay["change"], string | undefined>> = {
    material: catalogue.materials.find(({ id }) => id === name)?.name,
    preset: Object.entries(catalogue.presets).find(([id]) => id === name)?.[1].name,
    finish: book.finishes[name]?.name,
    "lead-time": Object.entries(serviceWords.print.delivery.leadTimes).find(([id]) => id === name)?.[1],
  };
  return t.ways[change](named[change] ?? name);
}
