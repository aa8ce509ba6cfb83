import "../ui/tokens.css";
import "../ui/base.css";
import { render } from "solid-js/web";
import { App } from "./App.tsx";
import { watchForUpdates } from "./update.ts";

const root = document.getElementById("app");
if (root) render(() => <App />, root);
watchForUpdates();
