import { For, Show } from "solid-js";
import * as v from "valibot";
import type { Theme } from "#contract/contrast";
import { colourSchema } from "#contract/organisation";
import { teamWords } from "../i18n/team-words.ts";
import { accentTokens } from "./accent-tokens.ts";
import styles from "./BrandEditor.module.css";

const t = teamWords.brand;

type Props = { name: string; accent: Readonly<Record<Theme, string>>; logoUrl: string | null };

/** The app's head, button and link in both themes at once, whichever the device has. */
export function BrandPreview(props: Props) {
  const tokens = (theme: Theme) => (v.is(colourSchema, props.accent[theme]) ? accentTokens(props.accent, theme) : {});
  return (
    <fieldset class={styles.previews} aria-label={t.preview}>
      <For each={["light", "dark"] as const}>
        {(theme) => (
          <figure class={`${styles.preview} ${theme === "light" ? styles.day : styles.night}`} style={tokens(theme)}>
            <figcaption class={styles.caption}>{t.previews[theme]}</figcaption>
            <p class={styles.name}>
              <Show when={props.logoUrl} fallback={<span class={styles.mark} />}>
                {(url) => <img class={styles.logo} src={url()} alt="" />}
              </Show>
              {props.name}
            </p>
            <p class={styles.samples}>
              <span class={styles.button}>{t.sampleButton}</span>
              <span class={styles.chip}>{t.sampleChip}</span>
              <span class={styles.link}>{t.sampleLink}</span>
            </p>
          </figure>
        )}
      </For>
    </fieldset>
  );
}
