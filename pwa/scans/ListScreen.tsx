import { A, useNavigate } from "@solidjs/router";
import { For, lazy, Show, Suspense } from "solid-js";
import { mayScan, whose } from "../account/whose.ts";
import { InstallHint } from "../app/InstallHint.tsx";
import { outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { appName } from "../ui/brand.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Mark } from "../ui/Mark.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./ListScreen.module.css";
import { createScanList } from "./list-state.ts";
import { type ListItem, toneOf } from "./scan-status.ts";
import { Thumb } from "./Thumb.tsx";

export function ListScreen() {
  const list = createScanList();
  const navigate = useNavigate();

  const make = async () => {
    const scanId = crypto.randomUUID();
    const name = words.scans.newName(
      new Date().toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
    );
    await outbox.act(scanId, { type: "scan-made", scanId, name, workspaceId: whose()?.workspaceId ?? null });
    sending.kick();
    navigate(`/scans/${scanId}`);
  };

  return (
    <Page title={appName()} lead={<Mark />} actions={<Tools />}>
      <div class={styles.bar}>
        <div class={styles.whose}>
          <h2>{words.scans.title}</h2>
          <Show when={whose()?.accountId}>
            <Suspense>
              <WorkspaceSwitch />
            </Suspense>
          </Show>
        </div>
        <Show when={mayScan()}>
          <Button kind="primary" size="large" onClick={() => void make()}>
            <Icon name="plus" />
            {words.scans.make}
          </Button>
        </Show>
      </div>
      <Show when={!list.loading()} fallback={<Loading />}>
        <Show
          when={list.items().length > 0}
          fallback={
            <Show when={list.reach() !== "asking"} fallback={<Loading />}>
              <Empty />
            </Show>
          }
        >
          <ul class={styles.list}>
            <For each={list.items()}>{(item) => <Row item={item} />}</For>
          </ul>
        </Show>
      </Show>
      <nav class={styles.ways} aria-label={words.scans.printing}>
        <A href="/print" class={buttonClass({ kind: "quiet", size: "large" })}>
          {words.scans.print}
        </A>
        <A href="/quotes" class={buttonClass({ kind: "quiet", size: "large" })}>
          {words.scans.quotes}
        </A>
      </nav>
      <InstallHint />
      <Show when={list.reach() === "stale"}>
        <p class={styles.stale}>{words.scans.listStale}</p>
      </Show>
      <Show when={list.more()}>
        <Button onClick={list.showMore}>{words.scans.more}</Button>
      </Show>
    </Page>
  );
}

const Bell = lazy(() => import("../notices/Bell.tsx"));
const WorkspaceSwitch = lazy(() => import("../organisation/WorkspaceSwitch.tsx"));

/** The bell and its count come after the list: nobody waits for them. */
function Tools() {
  const look = buttonClass({ kind: "quiet", square: true });
  const bell = (
    <A href="/notices" class={look} aria-label={words.app.notices}>
      <Icon name="bell" />
    </A>
  );
  return (
    <nav class={styles.tools}>
      <Suspense fallback={bell}>
        <Bell />
      </Suspense>
      <A href="/account" class={look} aria-label={words.app.account}>
        <Icon name="person" />
      </A>
      <A href="/device" class={look} aria-label={words.device.title}>
        <Icon name="phone" />
      </A>
    </nav>
  );
}

function Loading() {
  return (
    <ul class={styles.list} aria-busy="true" aria-label={words.app.loading}>
      <For each={[0, 1, 2]}>{() => <li class={styles.ghost} />}</For>
    </ul>
  );
}

function Empty() {
  return (
    <section class={styles.empty}>
      <h3>{words.scans.emptyTitle}</h3>
      <p>{words.scans.empty}</p>
      <ol class={styles.steps}>
        <For each={words.scans.steps}>{(step) => <li>{step}</li>}</For>
      </ol>
    </section>
  );
}

function Row(props: { item: ListItem }) {
  return (
    <li>
      <A href={`/scans/${props.item.scanId}`} class={styles.row}>
        <Thumb photoId={props.item.thumbPhotoId} url={props.item.previewUrl} alt="" />
        <span class={styles.text}>
          <span class={styles.name}>{props.item.name}</span>
          <span class={styles.meta}>
            {words.scans.photos(props.item.photoCount)} · {formatDate(props.item.updatedAtMs)}
          </span>
        </span>
        <span class={styles.chips}>
          <Chip tone={toneOf(props.item.status)}>{words.scans.states[props.item.status]}</Chip>
          <Show when={props.item.status === "done" && props.item.label}>
            {(label) => <Chip>{words.scans.labels[label()]}</Chip>}
          </Show>
        </span>
      </A>
    </li>
  );
}
