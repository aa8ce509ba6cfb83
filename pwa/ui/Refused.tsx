import { type ParentProps, Show } from "solid-js";
import type { Trouble } from "../outbox/model.ts";
import { Note } from "./Note.tsx";

/** What did not come about, why, and what to do; the way on is a link or button inside. */
export function Refused(props: ParentProps<{ why: Pick<Trouble, "title" | "todo"> | null | undefined }>) {
  return (
    <Show when={props.why}>
      {(why) => (
        <Note tone="bad" title={why().title} role="alert">
          <p>{why().todo}</p>
          {props.children}
        </Note>
      )}
    </Show>
  );
}
