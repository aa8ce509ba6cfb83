import { Route, Router } from "@solidjs/router";
import { ErrorBoundary, lazy, type ParentProps, Show, Suspense } from "solid-js";
import { words } from "../i18n/words.ts";
import { followBrand } from "../organisation/follow-brand.ts";
import { ListScreen } from "../scans/ListScreen.tsx";
import { announcement } from "../ui/announce.ts";
import { Icon } from "../ui/Icon.tsx";
import { visuallyHidden } from "../ui/Page.tsx";
import styles from "./App.module.css";
import { BrokenScreen } from "./BrokenScreen.tsx";
import { online } from "./connection.ts";
import { InstallFirst } from "./InstallFirst.tsx";
import { NotFoundScreen } from "./NotFoundScreen.tsx";
import type { RoomName } from "./rooms.ts";
import { UpdatePrompt } from "./UpdatePrompt.tsx";

const ScanScreen = lazy(() => import("../scans/ScanScreen.tsx"));
const CameraScreen = lazy(() => import("../capture/CameraScreen.tsx"));
const RebuildScreen = lazy(() => import("../scans/rebuild/RebuildScreen.tsx"));
const ReceiptScreen = lazy(() => import("../scans/receipt/ReceiptScreen.tsx"));
const ReportScreen = lazy(() => import("../scans/ReportScreen.tsx"));
const ViewerScreen = lazy(() => import("../viewer/ViewerScreen.tsx"));
const DeviceScreen = lazy(() => import("./DeviceScreen.tsx"));
/** Where these rooms are is itself loaded when the first of them is opened. */
const room = (name: RoomName) => lazy(() => import("./rooms.ts").then(({ rooms }) => rooms[name]()));

/** What every screen stands in: the offline strip, the live region, the update prompt. */
function Shell(props: ParentProps) {
  followBrand();
  return (
    <>
      <Show when={!online()}>
        <p class={styles.offline} role="status">
          <Icon name="offline" size={18} /> {words.app.offline}
        </p>
      </Show>
      <Show when={!isSecureContext}>
        <p class={styles.offline} role="alert">
          {words.app.insecure}
        </p>
      </Show>
      <ErrorBoundary fallback={(error, reset) => <BrokenScreen error={error} reset={reset} />}>
        <Suspense fallback={<p class={styles.loading}>{words.app.loading}…</p>}>{props.children}</Suspense>
      </ErrorBoundary>
      <UpdatePrompt />
      <p class={visuallyHidden} role="status" aria-live="polite">
        {announcement()}
      </p>
    </>
  );
}

function InstalledCamera() {
  return (
    <InstallFirst>
      <CameraScreen />
    </InstallFirst>
  );
}

export function App() {
  return (
    <Router root={Shell}>
      <Route path="/" component={ListScreen} />
      <Route path="/scans/:scanId" component={ScanScreen} />
      <Route path="/scans/:scanId/camera/:pass" component={InstalledCamera} />
      <Route path="/scans/:scanId/report" component={ReportScreen} />
      <Route path="/scans/:scanId/receipt" component={ReceiptScreen} />
      <Route path="/scans/:scanId/rebuild" component={RebuildScreen} />
      <Route path="/scans/:scanId/view" component={ViewerScreen} />
      <Route path="/device" component={DeviceScreen} />
      <Route path="/sign-in" component={room("signIn")} />
      <Route path="/account" component={room("account")} />
      <Route path="/account/keys" component={room("keys")} />
      <Route path="/plan" component={room("plan")} />
      <Route path="/notices" component={room("notices")} />
      <Route path="/organisation/:organisationId" component={room("organisation")} />
      <Route path="/invitation" component={room("invitation")} />
      <Route path="/batches" component={room("batches")} />
      <Route path="/batches/:batchId" component={room("batch")} />
      <Route path="/webhooks" component={room("webhooks")} />
      <Route path="/print" component={room("print")} />
      <Route path="/quotes" component={room("quotes")} />
      <Route path="/quotes/compare" component={room("compare")} />
      <Route path="/quotes/:quoteId" component={room("quote")} />
      <Route path="/orders" component={room("orders")} />
      <Route path="/orders/:orderId" component={room("order")} />
      <Route path="/orders/:orderId/receipt" component={room("orderReceipt")} />
      <Route path="/admin/:room?/:id?" component={room("admin")} />
      <Route path="*" component={NotFoundScreen} />
    </Router>
  );
}
