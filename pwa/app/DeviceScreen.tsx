import { createResource, createSignal, Match, Show, Switch } from "solid-js";
import { whose } from "../account/whose.ts";
import { askToPersist, space } from "../device/space.ts";
import { words } from "../i18n/words.ts";
import { Erase } from "../privacy/Erase.tsx";
import { Button, buttonClass } from "../ui/Button.tsx";
import { formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./DeviceScreen.module.css";
import { canInstall, install, installed, isIos } from "./install.ts";

/** What this device keeps, whether it keeps it for good, and how to make Caliper an app on it. */
export default function DeviceScreen() {
  return (
    <Page title={words.device.title} back="/" backLabel={words.app.toScans}>
      <div class={styles.sections}>
        <Install />
        <Storage />
        <Mat />
        <Show when={whose() && whose()?.accountId === null}>
          <Erase of="device" />
        </Show>
      </div>
    </Page>
  );
}

function Install() {
  return (
    <section class={styles.section}>
      <h2>{words.device.install}</h2>
      <Switch fallback={<p>{words.device.installOther}</p>}>
        <Match when={installed()}>
          <p>{words.device.installed}</p>
        </Match>
        <Match when={canInstall()}>
          <p>{words.device.installText}</p>
          <Button kind="primary" size="large" onClick={() => void install()}>
            {words.device.installButton}
          </Button>
        </Match>
        <Match when={isIos}>
          <p>{words.device.installText}</p>
          <p>{words.device.installIos}</p>
        </Match>
      </Switch>
    </section>
  );
}

function Storage() {
  const [state, { refetch }] = createResource(space);
  const [denied, setDenied] = createSignal(false);
  const keep = async () => {
    setDenied(!(await askToPersist()));
    await refetch();
  };
  return (
    <section class={styles.section}>
      <h2>{words.device.storage}</h2>
      <Show when={state.latest} fallback={<p>{state.loading ? `${words.app.loading}…` : words.device.unknown}</p>}>
        {(known) => (
          <>
            <p>{words.device.used(formatBytes(known().usedBytes), formatBytes(known().freeBytes))}</p>
            <meter
              class={styles.meter}
              aria-label={words.device.storage}
              min={0}
              max={known().usedBytes + known().freeBytes}
              value={known().usedBytes}
            />
            <p>{known().persisted ? words.device.persisted : words.device.notPersisted}</p>
            <Show when={!known().persisted}>
              <Button size="large" onClick={() => void keep()}>
                {words.device.keep}
              </Button>
            </Show>
            <Show when={denied() && !known().persisted}>
              <p role="alert">{words.device.keepDenied}</p>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

function Mat() {
  return (
    <section class={styles.section}>
      <h2>{words.device.mat}</h2>
      <p>{words.device.matText}</p>
      <div class={styles.links}>
        <a class={buttonClass({ size: "large" })} href="/mat-a4.pdf" download="caliper-mat-a4.pdf">
          <Icon name="download" />
          {words.device.matA4}
        </a>
        <a class={buttonClass({ size: "large" })} href="/mat-letter.pdf" download="caliper-mat-letter.pdf">
          <Icon name="download" />
          {words.device.matLetter}
        </a>
      </div>
    </section>
  );
}
