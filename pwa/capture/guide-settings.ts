import { createSignal } from "solid-js";

/** On until switched off, and kept on this device. */
function createSwitch(key: string) {
  const [on, setOn] = createSignal(localStorage.getItem(key) !== "off");
  const toggle = () => {
    setOn(!on());
    localStorage.setItem(key, on() ? "on" : "off");
  };
  return [on, toggle] as const;
}

export const [autoShutter, toggleAutoShutter] = createSwitch("capture-auto");
export const [sound, toggleSound] = createSwitch("capture-sound");
