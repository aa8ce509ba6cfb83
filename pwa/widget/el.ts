type Listener = (event: Event) => void;
type Props = Readonly<Record<string, string | number | boolean | null | Listener>>;

/**
 * An element with its attributes, listeners (`onchange`) and children. No markup is ever parsed and no `style` is
 * written: pages with a strict content security policy, Trusted Types too, have nothing to object to.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** Shows a text, and nothing where there is none. Writes only what changed, so that nothing is read out twice. */
export function say(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
  where.hidden = text === "";
}

/** Runs `draw` only where what it is made of has changed since. */
export function whenChanged<Of>(draw: (of: Of) => void): (of: Of, key?: unknown) => void {
  let drawn: unknown = draw;
  return (of, key = of) => {
    if (drawn === key) return;
    drawn = key;
    draw(of);
  };
}
