import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  ErrorBoundary,
  onCleanup,
  Show,
  Suspense,
} from "solid-js";
import { SlicePreview } from "#contract/slice-preview";
import { transfer } from "../batch/transfer.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { drawLayer, frameOf } from "./layer-drawing.ts";
import styles from "./Print.module.css";
import { Slider } from "./Slider.tsx";
import { mmText } from "./size-text.ts";

const t = serviceWords.print.layers;

async function loadPreview(path: string): Promise<SlicePreview> {
  const packed = await transfer.download(path);
  if (!packed) throw new Error("the preview did not come");
  const unpacked = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  return new SlicePreview(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

/** What the slicer made, layer by layer; fetched when somebody wants to see it. */
export function LayersView(props: { quoteId: string; lineId: string }) {
  const path = () => `/quotes/${props.quoteId}/lines/${props.lineId}/preview`;
  const [wanted, setWanted] = createSignal<string | null>(null);
  const [preview] = createResource(() => (wanted() === path() ? path() : null), loadPreview);
  return (
    <Show
      when={wanted() === path()}
      fallback={
        <Button size="large" onClick={() => setWanted(path())}>
          <Icon name="layers" />
          {t.show}
        </Button>
      }
    >
      <ErrorBoundary fallback={<p role="alert">{t.failed}</p>}>
        <Suspense fallback={<p role="status">{t.loading} …</p>}>
          <Show when={preview()}>{(made) => <Layers preview={made()} />}</Show>
        </Suspense>
      </ErrorBoundary>
    </Show>
  );
}

function Layers(props: { preview: SlicePreview }) {
  const [layer, setLayer] = createSignal(Math.floor(props.preview.layers.length / 2));
  const frame = createMemo(() => frameOf(props.preview));
  // Its colours are the page's: drawn anew when day turns to night.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const [scheme, setScheme] = createSignal(dark.matches);
  const turned = () => setScheme(dark.matches);
  dark.addEventListener("change", turned);
  onCleanup(() => dark.removeEventListener("change", turned));
  const text = () => {
    const { zMm } = props.preview.layers[layer()] ?? { zMm: 0 };
    return t.layer(layer() + 1, props.preview.layers.length, `${mmText(zMm * 1_000)} mm`);
  };
  return (
    <figure class={styles.layers}>
      <canvas
        ref={(canvas) =>
          createEffect(() => {
            const [preview, at, room] = [props.preview, layer(), frame()];
            scheme();
            // Its size is known once it is in the page.
            requestAnimationFrame(() => drawLayer(canvas, preview, at, room));
          })
        }
        class={styles.layer}
        role="img"
        aria-label={text()}
      />
      <Slider
        label={t.title}
        min={0}
        max={props.preview.layers.length - 1}
        step={1}
        value={layer()}
        text={text()}
        onInput={setLayer}
      />
    </figure>
  );
}
