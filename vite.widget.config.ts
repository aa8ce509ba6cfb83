import { defineConfig } from "vite";

/** The quote widget: one module file under a name that stays, which other websites load. Built beside the app. */
export default defineConfig({
  root: "pwa",
  publicDir: false,
  build: {
    outDir: "../dist/widget",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: false,
    rolldownOptions: {
      input: "pwa/widget/caliper-quote.ts",
      output: { format: "es", entryFileNames: "caliper-quote.js", codeSplitting: false },
    },
  },
});
