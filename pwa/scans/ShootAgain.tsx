import { A } from "@solidjs/router";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** To the camera, whose next photo takes this one's place. */
export function ShootAgain(props: { photo: OutboxPhoto }) {
  return (
    <A
      href={`/scans/${props.photo.scanId}/camera/${props.photo.pass}?again=${props.photo.photoId}`}
      class={buttonClass({ size: "large" })}
      aria-label={words.guide.again.shootNamed(props.photo.name)}
    >
      <Icon name="redo" />
      {words.guide.again.shoot}
    </A>
  );
}
