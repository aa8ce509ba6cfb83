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

/** What was chosen for the last scan is likely for the next; and without the mat, its 11 MB need not be fetched. */
export const [usuallyWithMat, toggleUsuallyWithMat] = createSwitch("capture-mat");
export const [autoShutter, toggleAutoShutter] = createSwitch("capture-auto");
export const [sound, toggleSound] = createSwitch("capture-sound");
