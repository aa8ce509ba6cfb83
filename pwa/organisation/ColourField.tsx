import { createUniqueId } from "solid-js";
import * as v from "valibot";
import { contrastMin, type Theme, worstContrast } from "#contract/contrast";
import { colourSchema } from "#contract/organisation";
import { teamWords } from "../i18n/team-words.ts";
import { Field } from "../ui/Field.tsx";
import styles from "./BrandEditor.module.css";

const t = teamWords.brand;

/** A colour by eye or by number, with the contrast it has on the theme it is for. */
export function ColourField(props: { theme: Theme; label: string; value: string; onChange: (colour: string) => void }) {
  const id = createUniqueId();
  const isColour = () => v.is(colourSchema, props.value);
  const ratio = () => (isColour() ? worstContrast(props.theme, props.value) : 0);
  const enough = () => ratio() >= contrastMin;
  return (
    <fieldset class={styles.colour} aria-label={props.label} aria-describedby={id}>
      <input
        class={styles.swatch}
        type="color"
        aria-label={t.pick(props.label)}
        value={isColour() ? props.value : "#000000"}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
      <Field
        label={props.label}
        maxLength={7}
        autocomplete="off"
        spellcheck={false}
        value={props.value}
        wrong={isColour() ? null : t.hexUnfit}
        onInput={(event) => props.onChange(event.currentTarget.value.trim().toLowerCase())}
      />
      <p id={id} class={enough() ? styles.enough : styles.short} role="status">
        {isColour() ? `${t.contrast(ratio().toFixed(1))}: ${enough() ? t.enough : t.tooLittle(props.theme)}` : ""}
      </p>
    </fieldset>
  );
}
