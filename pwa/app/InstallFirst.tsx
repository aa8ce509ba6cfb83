import { A, useParams } from "@solidjs/router";
import { For, type ParentProps, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./DeviceScreen.module.css";
import { placeOfCapture } from "./install.ts";

const t = words.installFirst;

/** The camera, where what it takes is kept; else how to get there, and the way on without it. */
export function InstallFirst(props: ParentProps) {
  const how = () => {
    const place = placeOfCapture();
    return place.at === "installed-app" ? place.how : null;
  };
  return (
    <Show when={how()} fallback={props.children}>
      {(way) => <Asked how={way()} />}
    </Show>
  );
}

function Asked(props: { how: keyof typeof t.steps }) {
  const params = useParams();
  const scan = () => `/scans/${params.scanId ?? ""}`;
  return (
    <Page title={t.title} back={scan()}>
      <div class={styles.sections}>
        <section class={styles.section}>
          <p>{t.why}</p>
          <h2>{t.how}</h2>
          <ol class={styles.steps}>
            <For each={t.steps[props.how]}>{(step) => <li>{step}</li>}</For>
          </ol>
        </section>
        <section class={styles.section}>
          <h2>{t.otherwise}</h2>
          <p>{t.files}</p>
          <A href={scan()} class={buttonClass({ size: "large" })}>
            <Icon name="photos" />
            {t.choose}
          </A>
        </section>
      </div>
    </Page>
  );
}
