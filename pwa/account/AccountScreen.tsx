import { A } from "@solidjs/router";
import { lazy, onMount, Show, Suspense } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { PrivacySheets } from "../privacy/PrivacySheets.tsx";
import { buttonClass } from "../ui/Button.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import { Sheets } from "../ui/Sheet.tsx";
import styles from "./AccountScreen.module.css";
import { Devices } from "./Devices.tsx";
import { Gate } from "./Gate.tsx";
import { Passkeys } from "./Passkeys.tsx";
import { Sessions } from "./Sessions.tsx";
import { accountView, refreshSession, standing } from "./session.ts";
import { Workspaces } from "./Workspaces.tsx";
import { You } from "./You.tsx";

const t = serviceWords.account;
const Organisations = lazy(() => import("../organisation/Organisations.tsx"));

/** Who one is here, how one signs in and where, and what is kept. */
export default function AccountScreen() {
  onMount(() => void refreshSession());
  return (
    <Page title={t.title} back="/" backLabel={words.app.toScans}>
      <div class={styles.screen}>
        <Gate>
          <Ways />
          <Sheets>
            <You />
            <Workspaces />
            <Suspense>
              <Organisations />
            </Suspense>
            <Passkeys />
            <Sessions />
            <Devices />
            <PrivacySheets />
          </Sheets>
        </Gate>
        <Show when={standing() === "out" || standing() === "ended"}>
          <Ways />
        </Show>
      </div>
    </Page>
  );
}

/** Plans, notices and orders are there without an account too. */
function Ways() {
  return (
    <nav class={styles.ways} aria-label={t.more}>
      <Way href="/plan" icon="ruler" text={t.plan} />
      <Way href="/notices" icon="bell" text={t.notices} />
      <Way href="/orders" icon="box" text={serviceWords.orders.title} />
      <Show when={standing() !== "out"}>
        <Way href="/account/keys" icon="key" text={t.keys} />
        <Way href="/batches" icon="layers" text={t.batches} />
        <Way href="/webhooks" icon="share" text={t.webhooks} />
        <Show when={accountView()?.isAdmin}>
          <Way href="/admin" icon="report" text={t.admin} />
        </Show>
      </Show>
    </nav>
  );
}

function Way(props: { href: string; icon: IconName; text: string }) {
  return (
    <A href={props.href} class={buttonClass({ size: "large" })}>
      <Icon name={props.icon} />
      {props.text}
    </A>
  );
}
