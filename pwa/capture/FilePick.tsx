import { createUniqueId, type JSX } from "solid-js";
import { buttonClass } from "../ui/Button.tsx";
import { visuallyHidden } from "../ui/Page.tsx";
import styles from "./FilePick.module.css";

type Props = {
  label: string;
  icon?: JSX.Element;
  multiple?: boolean;
  folder?: boolean;
  camera?: boolean;
  /** Other files than photos. */
  accept?: string;
  primary?: boolean;
  onFiles: (files: File[]) => void;
};

/** Named by extension too: some pickers grey HEIC out when only the media type is given. */
const photos = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,.jpg,.jpeg,.png,.webp";

/** The platform's own file input under a button's looks: label, focus and keyboard are the input's. */
export function FilePick(props: Props) {
  const id = createUniqueId();
  const changed = (event: Event & { currentTarget: HTMLInputElement }) => {
    const files = [...(event.currentTarget.files ?? [])];
    // The same file must be choosable again after it was refused.
    event.currentTarget.value = "";
    if (files.length > 0) props.onFiles(files);
  };
  return (
    <span class={styles.pick}>
      <input
        id={id}
        class={visuallyHidden}
        type="file"
        accept={props.folder ? undefined : (props.accept ?? photos)}
        multiple={props.multiple}
        capture={props.camera ? "environment" : undefined}
        onChange={changed}
        ref={(element) => props.folder && element.toggleAttribute("webkitdirectory", true)}
      />
      <label for={id} class={buttonClass({ size: "large", wide: true, kind: props.primary ? "primary" : "plain" })}>
        {props.icon}
        {props.label}
      </label>
    </span>
  );
}
