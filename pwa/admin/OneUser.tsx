import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { type AdminUser, adminUserSchema } from "#contract/admin";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Rows, RowText, Sheet, Sheets } from "../ui/Sheet.tsx";
import styles from "./Admin.module.css";
import { createLook } from "./create-look.ts";
import { Facts, Waiting } from "./Parts.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { nameOf } from "./Users.tsx";
import { t } from "./words.ts";

const u = t.users;
const when = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : formatDate(ms));

/** One account: what it has, what it uses, and what an administrator does with it. */
export function OneUser(props: { accountId: string }) {
  const path = () => `/admin/users/${props.accountId}`;
  const user = createLook(path, adminUserSchema);
  return (
    <Show when={user.body()} fallback={<Waiting of={user} />}>
      {(body) => (
        <Sheets>
          <Sheet title={nameOf(body())}>
            <Facts of={factsOf(body())} />
            <A class={buttonClass()} href={`/admin/scans?owner=${body().accountId}`}>
              {u.toScans}
            </A>
          </Sheet>
          <Sheet title={u.organisations}>
            <Show when={body().organisations.length > 0} fallback={<p>{u.noOrganisations}</p>}>
              <Rows each={body().organisations} label={u.organisations}>
                {(one) => <RowText name={one.name} meta={serviceWords.account.roles[one.role]} />}
              </Rows>
            </Show>
          </Sheet>
          <Deeds user={body()} path={path()} onChanged={user.set} />
        </Sheets>
      )}
    </Show>
  );
}

function factsOf(user: AdminUser): [string, string | null][] {
  const f = u.facts;
  const { quota, subscription } = user;
  return [
    [f.email, user.email],
    [f.id, user.accountId],
    [f.since, when(user.createdAtMs)],
    [f.seen, when(user.lastSeenAtMs) ?? u.never],
    [f.plan, serviceWords.plan.names[user.plan]],
    [f.status, user.status],
    [f.quota, u.of(quota.used, quota.limit)],
    [f.held, String(quota.held)],
    [f.overage, String(quota.overage)],
    [f.period, subscription && `${when(subscription.periodFromMs)} – ${when(subscription.periodToMs)}`],
    [f.cancels, subscription?.cancelAtPeriodEnd ? when(subscription.periodToMs) : null],
    [f.unpaid, when(subscription?.unpaidSinceMs)],
    [f.stripe, subscription?.stripeSubscriptionId ?? null],
    [f.sessions, String(user.sessions)],
    [f.devices, String(user.devices)],
    [f.passkeys, String(user.passkeys)],
    [f.keys, String(user.keys)],
    [f.scans, String(user.scans)],
  ];
}

function Deeds(props: { user: AdminUser; path: string; onChanged: (user: AdminUser) => void }) {
  const [asking, setAsking] = createSignal<"admin" | "sign-out" | null>(null);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const close = () => setAsking(null);
  const setAdmin = () => {
    close();
    const json = { isAdmin: !props.user.isAdmin };
    return act(() => outbox.server.ask("PATCH", props.path, { json }, adminUserSchema), props.onChanged);
  };
  const signOut = async (reason: string) => {
    close();
    const done = await act(() => outbox.server.ask("POST", `${props.path}/sign-out`, { json: { reason } }));
    if (done) setSaid(u.signedOut);
  };
  return (
    <Sheet title={u.actions}>
      <Actions>
        <Button aria-disabled={busy()} onClick={() => setAsking("admin")}>
          {props.user.isAdmin ? u.unmakeAdmin : u.makeAdmin}
        </Button>
        <Button kind="danger" aria-disabled={busy()} onClick={() => setAsking("sign-out")}>
          {u.signOut}
        </Button>
      </Actions>
      <p class={styles.hint} role="status">
        {said()}
      </p>
      <Refused why={refusal()} />
      <Confirm
        open={asking() === "admin"}
        title={props.user.isAdmin ? u.unmakeAdminTitle : u.makeAdminTitle}
        text={(props.user.isAdmin ? u.unmakeAdminText : u.makeAdminText)(nameOf(props.user))}
        action={props.user.isAdmin ? u.unmakeAdmin : u.makeAdmin}
        onClose={close}
        onYes={() => void setAdmin()}
      />
      <ReasonDialog
        open={asking() === "sign-out"}
        title={u.signOut}
        text={u.signOutText(nameOf(props.user))}
        onClose={close}
        onReason={(reason) => void signOut(reason)}
      />
    </Sheet>
  );
}
