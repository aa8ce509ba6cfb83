import { A, useParams, useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, Match, on, Show, Switch } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { photosOfPass } from "../scans/counts.ts";
import { createScan } from "../scans/scan-state.ts";
import { canReplace } from "../scans/scan-status.ts";
import { announce } from "../ui/announce.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import { lineOf, toneOf } from "../verdict/verdict-line.ts";
import { createVerdict } from "../verdict/verdict-state.ts";
import { CameraProblem } from "./CameraProblem.tsx";
import styles from "./CameraScreen.module.css";
import { type CameraState, createCamera } from "./camera-state.ts";
import { recall, remember } from "./capture-memory.ts";
import { createImport } from "./import-state.ts";
import { NotAddedList } from "./NotAddedList.tsx";
import type { Shot } from "./shot.ts";
import { Viewfinder } from "./Viewfinder.tsx";

/** Photos of one pass, straight from the camera; without one, the file picker leads on. */
export default function CameraScreen() {
  const params = useParams();
  const scanId = () => params.scanId ?? "";
  const pass = () => Math.min(Math.max(0, Number(params.pass) || 0), photoLimits.passesMax - 1);
  const scan = createScan(scanId);
  const imports = createImport(scanId, () => undefined);
  const verdict = createVerdict(
    () => scan.box() ?? null,
    () => true,
  );
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
  const replaceable = () => canReplace(scan.status());
  const [again, setAgain] = createAgain(taken, replaceable);
  const live = () => {
    const [state, box] = [camera.state(), scan.box()];
    return state.at === "live" && box ? { lens: state.lens, box } : null;
  };
  const problem = () => {
    const state: CameraState = camera.state();
    return state.at === "problem" ? state.problem : null;
  };
  const addFiles = (files: File[]) => {
    const old = again();
    setAgain(null);
    if (old) imports.replace(old, files);
    else imports.add(pass(), files);
  };
  const addShot = async (file: File, shot: Promise<Shot>) => {
    const old = again();
    // Cleared at once: a second press must not aim at the same photo.
    setAgain(null);
    const photoId = await imports.addOne(pass(), file, { shot, inPlaceOf: old });
    if (!photoId && old) setAgain(old);
    return photoId;
  };
  // What the eye sees on the line is said only when it turns.
  createEffect(
    on(
      () => toneOf(verdict.verdict()),
      (tone) => tone !== "early" && announce(lineOf(verdict)),
      { defer: true },
    ),
  );

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
            {(open) => (
              <Viewfinder
                lens={open().lens}
                box={open().box}
                pass={pass()}
                taken={taken()}
                takenBefore={takenIn(0)}
                verdict={verdict}
                again={again()}
                replaceable={replaceable()}
                onAgain={setAgain}
                onPhoto={addShot}
              />
            )}
          </Match>
          <Match when={problem()}>
            {(why) => <CameraProblem problem={why()} onRetry={camera.start} onFiles={addFiles} />}
          </Match>
        </Switch>
        <Show when={!live()}>
          <p>{words.capture.taken(taken().length)}</p>
        </Show>
      </div>
    </Page>
  );
}

/** The photo that is to be shot again: asked for on this screen, or by the address that led here. */
function createAgain(taken: () => OutboxPhoto[], replaceable: () => boolean) {
  const [query, setQuery] = useSearchParams();
  const [id, setId] = createSignal(typeof query.again === "string" ? query.again : null);
  const again = createMemo(() => (replaceable() && taken().find(({ photoId }) => photoId === id())) || null);
  const setAgain = (photo: OutboxPhoto | null) => {
    setId(photo?.photoId ?? null);
    // Opened again, the screen must not ask for a photo that has been replaced.
    if (query.again !== undefined) setQuery({ again: null }, { replace: true });
  };
  return [again, setAgain] as const;
}
