import { A, useParams } from "@solidjs/router";
import { For, Match, onMount, Show, Switch } from "solid-js";
import { Gate } from "../account/Gate.tsx";
import { accountView, refreshSession } from "../account/session.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./Admin.module.css";
import { Audit } from "./Audit.tsx";
import { Money } from "./Money.tsx";
import { OneOrder } from "./OneOrder.tsx";
import { OneScan } from "./OneScan.tsx";
import { OneUser } from "./OneUser.tsx";
import { Orders } from "./Orders.tsx";
import { Prices } from "./Prices.tsx";
import { Quality } from "./Quality.tsx";
import { Reviews } from "./Reviews.tsx";
import { Scans } from "./Scans.tsx";
import { Switches } from "./Switches.tsx";
import { NewBook } from "./shop/BookEditor.tsx";
import { Books } from "./shop/Books.tsx";
import { Catalogue } from "./shop/Catalogue.tsx";
import { OneBook } from "./shop/OneBook.tsx";
import { Users } from "./Users.tsx";
import { Work } from "./Work.tsx";
import { t } from "./words.ts";

const rooms = [
  ...(["work", "users", "scans", "orders", "materials", "books", "money"] as const),
  ...(["quality", "prices", "switches", "audit"] as const),
] as const;
type Room = (typeof rooms)[number];

/** For administrators alone; the server refuses everybody else whatever is shown here. */
export default function AdminScreen() {
  const params = useParams();
  onMount(() => void refreshSession());
  const room = (): Room => rooms.find((one) => one === params.room) ?? "work";
  return (
    <Page
      title={accountView()?.isAdmin ? `${t.title}: ${t.rooms[room()]}` : t.title}
      back={params.id ? `/admin/${room()}` : "/account"}
      backLabel={params.id ? t.rooms[room()] : serviceWords.account.title}
    >
      <Gate>
        <Show
          when={accountView()?.isAdmin}
          fallback={
            <Note tone="warn" title={t.notAllowedTitle} role="alert">
              <p>{t.notAllowed}</p>
              <A href="/" class={buttonClass()}>
                {words.app.toScans}
              </A>
            </Note>
          }
        >
          <nav class={styles.rooms} aria-label={t.title}>
            <For each={rooms}>
              {(one) => (
                <A
                  href={one === "work" ? "/admin" : `/admin/${one}`}
                  class={buttonClass()}
                  end
                  aria-current={one === room() ? "page" : undefined}
                >
                  {t.rooms[one]}
                </A>
              )}
            </For>
          </nav>
          <div class={styles.screen}>
            <Inside room={room()} id={params.id} />
          </div>
        </Show>
      </Gate>
    </Page>
  );
}

function Inside(props: { room: Room; id: string | undefined }) {
  return (
    <Switch fallback={<Work />}>
      <Match when={props.room === "users" && props.id}>{(id) => <OneUser accountId={id()} />}</Match>
      <Match when={props.room === "users"}>
        <Users />
      </Match>
      <Match when={props.room === "scans" && props.id}>{(id) => <OneScan scanId={id()} />}</Match>
      <Match when={props.room === "scans"}>
        <Scans />
      </Match>
      <Match when={props.room === "orders" && props.id}>{(id) => <OneOrder orderId={id()} />}</Match>
      <Match when={props.room === "orders"}>
        <Reviews />
        <Orders />
      </Match>
      <Match when={props.room === "materials"}>
        <Catalogue />
      </Match>
      <Match when={props.room === "books" && props.id === "new"}>
        <NewBook />
      </Match>
      <Match when={props.room === "books" && props.id} keyed>
        {(version) => <OneBook version={version} />}
      </Match>
      <Match when={props.room === "books"}>
        <Books />
      </Match>
      <Match when={props.room === "money"}>
        <Money />
      </Match>
      <Match when={props.room === "quality"}>
        <Quality />
      </Match>
      <Match when={props.room === "prices"}>
        <Prices />
      </Match>
      <Match when={props.room === "switches"}>
        <Switches />
      </Match>
      <Match when={props.room === "audit"}>
        <Audit />
      </Match>
    </Switch>
  );
}
