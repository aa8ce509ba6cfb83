import { Show } from "solid-js";
import { worn } from "./brand.ts";
import styles from "./Mark.module.css";

/** The mark: a caliper's jaws on its beam, or the logo of the organisation whose workspace is open. */
export function Mark() {
  return (
    <Show when={worn()?.logoUrl} fallback={<Jaws />}>
      {(url) => <img class={styles.logo} src={url()} alt="" height="32" />}
    </Show>
  );
}

function Jaws() {
  return (
    <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--blue)" />
      <path d="M5 8h22v5H5zM5 13h4v12l-4-5zM17 13h5v7l-5 5z" fill="var(--on-blue)" />
      <path d="M12 8v2.5M15 8v2.5M18 8v2.5M21 8v2.5M24 8v2.5" stroke="var(--blue)" stroke-width="1.2" />
    </svg>
  );
}
