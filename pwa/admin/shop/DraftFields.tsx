import { untrack } from "solid-js";
import { Choice, Field } from "../../ui/Field.tsx";
import { Select } from "../../ui/Select.tsx";
import { t } from "../words.ts";
import type { Draft, Issue, Path } from "./create-draft.ts";
import { type Unit, units } from "./units.ts";

const unfit = t.shop.unfit;

function wrongText(issue: Issue | null, unit: Unit | null): string | null {
  if (!issue) return null;
  const limit = typeof issue.requirement === "number" ? issue.requirement : Number.NaN;
  const text = unit && Number.isFinite(limit) ? unit.text(limit) : String(limit);
  if (issue.type === "min_value") return unfit.least(text);
  if (issue.type === "max_value") return unfit.most(text);
  if (issue.type === "min_length") return unfit.missing;
  if (issue.type === "max_length") return unfit.long(String(limit));
  if (issue.type === "number" || issue.type === "integer") return unit === units.whole ? unfit.whole : unfit.number;
  return issue.type === "regex" ? unfit.slug : unfit.form;
}

type Props = { draft: Draft; path: Path; label: string; hint?: string };

/** A number in the unit that people think in. `nullable`: an empty field is none. */
export function NumberField(props: Props & { unit: Unit; nullable?: boolean }) {
  // As it was typed: what is stored would take "2." for "2" while somebody types.
  const shown = untrack(() => {
    const value = props.draft.at(props.path);
    return typeof value === "number" ? props.unit.text(value) : "";
  });
  const read = (typed: string) => (props.nullable && typed.trim() === "" ? null : props.unit.read(typed));
  return (
    <Field
      label={props.label}
      hint={props.hint}
      inputMode="decimal"
      autocomplete="off"
      value={shown}
      wrong={wrongText(props.draft.issue(props.path), props.unit)}
      onInput={(event) => props.draft.put(props.path, read(event.currentTarget.value))}
    />
  );
}

/** `optional`: an empty field is nothing at all. */
export function TextField(props: Props & { optional?: boolean }) {
  const shown = untrack(() => String(props.draft.at(props.path) ?? ""));
  return (
    <Field
      label={props.label}
      hint={props.hint}
      autocomplete="off"
      value={shown}
      wrong={wrongText(props.draft.issue(props.path), null)}
      onInput={(event) => {
        const text = event.currentTarget.value.trim();
        props.draft.put(props.path, props.optional && text === "" ? undefined : text);
      }}
    />
  );
}

export function CheckField(props: Props) {
  return (
    <Choice
      type="checkbox"
      label={props.label}
      hint={props.hint}
      checked={props.draft.at(props.path) === true}
      onChange={(event) => props.draft.put(props.path, event.currentTarget.checked)}
    />
  );
}

export function SelectField(props: Props & { options: readonly { value: string; text: string }[] }) {
  return (
    <Select
      label={props.label}
      hint={props.hint}
      options={props.options}
      value={String(props.draft.at(props.path) ?? "")}
      onChange={(value) => props.draft.put(props.path, value)}
    />
  );
}
