import { type ComponentProps, splitProps } from "solid-js";
import styles from "./Button.module.css";

type Look = {
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "normal" | "large";
  wide?: boolean;
  square?: boolean;
};

/** The classes of a button, for links and labels that act as one. */
export function buttonClass(look: Look = {}): string {
  const names = [styles.button];
  if (look.kind && look.kind !== "plain") names.push(styles[look.kind]);
  if (look.size === "large") names.push(styles.large);
  if (look.wide) names.push(styles.wide);
  if (look.square) names.push(styles.square);
  return names.join(" ");
}

export function Button(props: ComponentProps<"button"> & Look) {
  const [look, rest] = splitProps(props, ["kind", "size", "wide", "square", "class"]);
  return <button type="button" {...rest} class={`${buttonClass(look)} ${look.class ?? ""}`} />;
}
