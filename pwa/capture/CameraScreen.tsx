import { A, useParams } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import { photosOfPass } from "../scans/counts.ts";
import { createScan } from "../scans/scan-state.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import { CameraProblem } from "./CameraProblem.tsx";
import styles from "./CameraScreen.module.css";
import { type CameraState, createCamera } from "./camera-state.ts";
import { recall, remember } from "./capture-memory.ts";
import { createImport } from "./import-state.ts";
import { NotAddedList } from "./NotAddedList.tsx";
import { Viewfinder } from "./Viewfinder.tsx";

/** Photos of one pass, straight from the camera; without one, the file picker leads on. */
export default function CameraScreen() {
  const params = useParams();
  const scanId = () => params.scanId ?? "";
  const pass = () => Math.min(Math.max(0, Number(params.pass) || 0), photoLimits.passesMax - 1);
  const scan = createScan(scanId);
  const imports = createImport(scanId, () => undefined);
  const camera = createCamera(
    () => recall(localStorage, scanId()).lensId,
    (lensId) => remember(localStorage, scanId(), (known) => ({ ...known, lensId })),
  );
  const takenIn = (which: number) => {
    const box = scan.box();
    return box ? photosOfPass(box, which) : [];
  };
  const taken = () => takenIn(pass());
  const back = () => `/scans/${scanId()}`;
  const live = () => {
    const state = camera.state();
    return state.at === "live" ? state.lens : null;
  };
  const problem = () => {
    const state: CameraState = camera.state();
    return state.at === "problem" ? state.problem : null;
  };

  return (
    <Page
      title={words.capture.cameraTitle(pass())}
      back={back()}
      actions={
        <A href={back()} class={buttonClass({ kind: "plain" })}>
          <Icon name="check" />
          {words.capture.done}
        </A>
      }
    >
      <div class={styles.screen}>
        <NotAddedList items={imports.notAdded()} onDismiss={imports.dismiss} />
        <Switch fallback={<p role="status">{words.capture.starting}…</p>}>
          <Match when={live()}>
            {(lens) => (
              <Viewfinder
                lens={lens()}
                scanId={scanId()}
                pass={pass()}
                taken={taken()}
                takenBefore={takenIn(0)}
                saving={imports.savingIn(pass())}
                onPhoto={(file) => imports.addOne(pass(), file)}
              />
            )}
          </Match>
          <Match when={problem()}>
            {(why) => (
              <CameraProblem problem={why()} onRetry={camera.start} onFiles={(files) => imports.add(pass(), files)} />
            )}
          </Match>
        </Switch>
        <Show when={!live()}>
          <p>{words.capture.taken(taken().length)}</p>
        </Show>
      </div>
    </Page>
  );
}
