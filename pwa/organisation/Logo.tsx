import { createSignal, Show } from "solid-js";
import { type BrandView, brandViewSchema, organisationLimits } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { FilePick } from "../capture/FilePick.tsx";
import { teamWords } from "../i18n/team-words.ts";
import { announce } from "../ui/announce.ts";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import styles from "./BrandEditor.module.css";

const t = teamWords.brand;

/** A picture in the place of Caliper's mark. The server looks at its bytes, never at its name. */
export function Logo(props: { brand: BrandView; path: string; onChanged: () => Promise<void> }) {
  const [tooLarge, setTooLarge] = createSignal(false);
  const { act, refusal } = createAct();
  const put = async (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > organisationLimits.logoBytesMax);
    if (tooLarge()) return;
    const bytes = await file.arrayBuffer();
    const saved = await act(() => outbox.server.ask("PUT", props.path, { bytes }, brandViewSchema), props.onChanged);
    if (saved) announce(t.logoSaved);
  };
  return (
    <>
      <p>{t.logoText}</p>
      <Show when={props.brand.logoUrl}>
        {(url) => <img class={styles.shown} src={url()} alt={t.logoAlt(props.brand.name)} />}
      </Show>
      <Refused why={tooLarge() ? t.tooLarge : refusal()} />
      <FilePick
        label={t.logoChoose}
        icon={<Icon name="photos" />}
        accept="image/png,image/webp"
        onFiles={(files) => void put(files[0])}
      />
    </>
  );
}
