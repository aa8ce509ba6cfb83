import { For, type JSX } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { matLayout } from "./live/mat-layout.ts";
import type { Surface } from "./live/surface.ts";
import styles from "./StartStep.module.css";

/** Before the first photo: mat or none, the print's scale, what the surface is like. One tap leads past it. */
export function StartStep(props: {
  withMat: boolean;
  matInView: boolean;
  surface: Surface | null;
  onChoose: (withMat: boolean) => void;
  onStart: () => void;
}) {
  const t = words.guide.start;
  const sheets = [
    { href: "/mat-a4.pdf", text: words.device.matA4 },
    { href: "/mat-letter.pdf", text: words.device.matLetter },
  ];
  return (
    <section class={styles.start} aria-label={t.title}>
      <fieldset class={styles.choices}>
        <legend class={styles.legend}>{t.title}</legend>
        <Choice checked={props.withMat} title={t.with} onChoose={() => props.onChoose(true)}>
          {props.matInView ? t.matSeen : t.withHow}
        </Choice>
        <Choice checked={!props.withMat} title={t.without} onChoose={() => props.onChoose(false)}>
          {t.withoutHow}
        </Choice>
      </fieldset>
      <SurfaceCheck surface={props.surface} />
      <Button kind="primary" size="large" wide onClick={() => props.onStart()}>
        {t.go}
      </Button>
      <details class={styles.print}>
        <summary>{t.print}</summary>
        <p>{t.printHow(matLayout.rulerMm)}</p>
        <p class={styles.sheets}>
          <For each={sheets}>
            {(sheet) => (
              <a class={buttonClass({ size: "large" })} href={sheet.href} target="_blank" rel="noopener">
                <Icon name="download" />
                {sheet.text}
              </a>
            )}
          </For>
        </p>
      </details>
    </section>
  );
}

function Choice(props: { checked: boolean; title: string; children: JSX.Element; onChoose: () => void }) {
  return (
    <label class={styles.choice}>
      <input type="radio" name="mat" checked={props.checked} onChange={() => props.onChoose()} />
      <span>
        <strong>{props.title}</strong>
        <span class={styles.how}>{props.children}</span>
      </span>
    </label>
  );
}

/** In words, with what helps; nothing here stops anybody. */
function SurfaceCheck(props: { surface: Surface | null }) {
  const t = words.guide.start;
  const found = () => {
    const surface = props.surface;
    if (!surface) return [t.looking];
    const troubles = (["plain", "shiny", "dark"] as const).filter((name) => surface[name]);
    return troubles.length ? troubles.map((name) => t[name]) : [t.fine];
  };
  return (
    <div class={styles.surface}>
      <h2 class={styles.legend}>{t.surface}</h2>
      <div role="status">
        <For each={found()}>{(text) => <p>{text}</p>}</For>
      </div>
    </div>
  );
}
