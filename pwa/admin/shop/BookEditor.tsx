import { useNavigate, useSearchParams } from "@solidjs/router";
import { createMemo, createSignal, For, Match, Show, Switch, untrack } from "solid-js";
import { catalogueSchema } from "#contract/material-catalogue";
import { priceBookDraftSchema, priceBookListSchema, priceBookViewSchema } from "#contract/quoting";
import { createAct } from "../../account/create-act.ts";
import { outbox } from "../../app/services.ts";
import { createAnswer } from "../../server/create-answer.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Refused } from "../../ui/Refused.tsx";
import { Sheet, softClass } from "../../ui/Sheet.tsx";
import { createLook } from "../create-look.ts";
import { Waiting } from "../Parts.tsx";
import { t } from "../words.ts";
import { AddEntry } from "./AddEntry.tsx";
import {
  type BookDraft,
  bookChanges,
  freshEntry,
  type Group,
  readCountries,
  type Term,
  termsOf,
} from "./book-terms.ts";
import { createDraft, type Path } from "./create-draft.ts";
import { NumberField, SelectField, TextField } from "./DraftFields.tsx";
import styles from "./Shop.module.css";

const b = t.shop.books;
const slug = /^[a-z0-9][a-z0-9-]{0,39}$/;
const currencies = ["gbp", "eur", "usd"].map((value) => ({ value, text: value.toUpperCase() }));

/** A new price book: begins as another one, and is kept as a draft that nobody is priced by. */
export function NewBook() {
  const [query] = useSearchParams();
  const list = createLook(() => "/admin/price-books", priceBookListSchema);
  const from = () => {
    const asked = Number(query.from);
    return Number.isInteger(asked) && asked > 0 ? asked : list.body()?.live;
  };
  return (
    <Show when={from()} keyed fallback={<Waiting of={list} />}>
      {(version) => <FromBook version={version} />}
    </Show>
  );
}

function FromBook(props: { version: number }) {
  const book = createLook(() => `/admin/price-books/${props.version}`, priceBookViewSchema);
  return (
    <Sheet title={b.newTitle}>
      <p class={softClass}>{b.from(props.version)}</p>
      <Show when={book.body()} keyed fallback={<Waiting of={book} />}>
        {(view) => <Editor book={view.book} />}
      </Show>
    </Sheet>
  );
}

function Editor(props: { book: BookDraft & { version: number } }) {
  const navigate = useNavigate();
  const { version: _, ...from } = untrack(() => props.book);
  const draft = createDraft(priceBookDraftSchema.entries.book, from);
  const catalogue = createAnswer(() => ({ path: "/materials/catalog", keep: "print catalogue" }), catalogueSchema);
  const [note, setNote] = createSignal("");
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setSaid("");
    const book = draft.read();
    if (!book) return void setSaid(t.shop.wrong(draft.wrong()));
    if (bookChanges(from, book).length === 0 && book.currency === from.currency) return void setSaid(b.same);
    const json = { book, note: note() };
    await act(
      () => outbox.server.ask("POST", "/admin/price-books", { json }, priceBookViewSchema),
      ({ version }) => navigate(`/admin/books/${version}`),
    );
  };
  // By path: a field that is typed into must stay the same field.
  const terms = createMemo(() => termsOf(draft.value()));
  const unpriced = (group: "materials" | "machines") =>
    (catalogue.body()?.[group] ?? []).map(({ id }) => id).filter((id) => !Object.hasOwn(draft.value()[group], id));
  return (
    <form class={styles.form} novalidate onSubmit={(event) => void save(event)}>
      <SelectField draft={draft} path={["currency"]} label={b.terms.currency} options={currencies} />
      <For each={Object.keys(b.groups) as Group[]}>
        {(group) => (
          <fieldset class={styles.group}>
            <legend>{b.groups[group]}</legend>
            <Show when={draft.made() + 1} keyed>
              {(_) => <Terms draft={draft} terms={terms().filter((term) => term.group === group)} />}
            </Show>
            <Adding draft={draft} group={group} unpriced={unpriced} />
          </fieldset>
        )}
      </For>
      <Field
        label={b.note}
        maxLength={500}
        autocomplete="off"
        value=""
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
        {b.save}
      </Button>
    </form>
  );
}

type BookForm = ReturnType<typeof createDraft<BookDraft>>;

function Terms(props: { draft: BookForm; terms: readonly Term[] }) {
  const plain = () => props.terms.filter(({ entry }) => entry === null).map(({ path }) => path.join("."));
  const entries = createMemo(() => [...new Set(props.terms.flatMap(({ entry }) => entry?.path.join(".") ?? []))]);
  const term = (name: string) => props.terms.find(({ path }) => path.join(".") === name);
  const within = (entry: string) =>
    props.terms.filter((one) => one.entry?.path.join(".") === entry).map(({ path }) => path.join("."));
  const One = (own: { name: string }) => (
    <Show when={term(own.name)} keyed={false}>
      {(known) => <TermField draft={props.draft} term={untrack(known)} />}
    </Show>
  );
  const titleOf = (entry: string) => props.terms.find((one) => one.entry?.path.join(".") === entry)?.entry?.title ?? "";
  return (
    <>
      <div class={styles.terms}>
        <For each={plain()}>{(name) => <One name={name} />}</For>
      </div>
      <Show when={props.draft.issue(["breaks"]) && entries()[0]?.startsWith("breaks.")}>
        <p role="alert">{t.shop.unfit.breaks}</p>
      </Show>
      <For each={entries()}>
        {(entry) => (
          <fieldset class={styles.entry}>
            <legend>{titleOf(entry)}</legend>
            <div class={styles.terms}>
              <For each={within(entry)}>{(name) => <One name={name} />}</For>
            </div>
            <Show when={!entry.startsWith("leadTimes.")}>
              <div>
                <Button
                  aria-label={t.shop.removeOf(titleOf(entry))}
                  onClick={() => drop(props.draft, entry.split("."))}
                >
                  {t.shop.remove}
                </Button>
              </div>
            </Show>
          </fieldset>
        )}
      </For>
    </>
  );
}

function drop(draft: BookForm, path: Path): void {
  if (path[0] !== "breaks") draft.drop(path);
  else
    draft.anew(
      ["breaks"],
      draft.value().breaks.filter((_, at) => at !== Number(path[1])),
    );
}

function TermField(props: { draft: BookForm; term: Term }) {
  const { path, label, shape } = untrack(() => props.term);
  return (
    <Switch>
      <Match when={shape.kind === "number" && shape}>
        {(number) => (
          <NumberField
            draft={props.draft}
            path={path}
            label={label}
            unit={number().unit}
            nullable={number().nullable === true}
          />
        )}
      </Match>
      <Match when={shape.kind === "text"}>
        <TextField draft={props.draft} path={path} label={label} />
      </Match>
      <Match when={shape.kind === "countries"}>
        <Field
          label={label}
          autocomplete="off"
          value={untrack(() => ((props.draft.at(path) as string[] | null) ?? []).join(" "))}
          wrong={[0, 1, 2, 3, 4, 5, 6, 7].some((at) => props.draft.issue([...path, at])) ? t.shop.unfit.form : null}
          onInput={(event) => props.draft.put(path, readCountries(event.currentTarget.value))}
        />
      </Match>
    </Switch>
  );
}

function Adding(props: { draft: BookForm; group: Group; unpriced: (group: "materials" | "machines") => string[] }) {
  const value = () => props.draft.value();
  const add = (group: keyof typeof freshEntry) => (name: string) =>
    props.draft.put([group, name], freshEntry[group](name));
  const breakAfter = () => (value().breaks.at(-1)?.fromQuantity ?? 1) * 2;
  return (
    <Switch>
      <Match when={(props.group === "materials" || props.group === "machines") && props.group}>
        {(group) => (
          <AddEntry
            label={b.addOf[group()]}
            form={slug}
            formWrong={t.shop.unfit.slug}
            taken={(name) => Object.hasOwn(value()[group()], name)}
            choose={props.unpriced(group())}
            onAdd={(name) => add(group())(name)}
          />
        )}
      </Match>
      <Match when={(props.group === "finishes" || props.group === "shipping") && props.group}>
        {(group) => (
          <AddEntry
            label={b.addOf[group()]}
            form={slug}
            formWrong={t.shop.unfit.slug}
            taken={(name) => Object.hasOwn(value()[group()], name)}
            onAdd={(name) => add(group())(name)}
          />
        )}
      </Match>
      <Match when={props.group === "tax"}>
        <AddEntry
          label={b.addOf.tax}
          nameLabel={b.country}
          form={/^[A-Z]{2}$/}
          formWrong={t.shop.unfit.form}
          taken={(code) => Object.hasOwn(value().tax.byCountry, code)}
          onAdd={(code) => props.draft.put(["tax", "byCountry", code], 0)}
        />
      </Match>
      <Match when={props.group === "breaks"}>
        <div>
          <Button
            onClick={() =>
              props.draft.put(
                ["breaks"],
                [
                  ...value().breaks,
                  { fromQuantity: breakAfter(), factorBp: value().breaks.at(-1)?.factorBp ?? 10_000 },
                ],
              )
            }
          >
            {b.addOf.breaks}
          </Button>
        </div>
      </Match>
    </Switch>
  );
}
