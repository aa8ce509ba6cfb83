import { createSignal } from "solid-js";

const [online, setOnline] = createSignal(navigator.onLine);
addEventListener("online", () => setOnline(true));
addEventListener("offline", () => setOnline(false));

/** What the device says of its network; "online" does not promise that the server can be reached. */
export { online };
