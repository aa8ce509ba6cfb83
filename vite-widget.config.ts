import { defineConfig } from "vite";

/** The quote widget: one module file under a name that stays, which other websites load. Built beside the app. */
export default defineConfig({
  root: "pwa",
  publicDir: false,
  build: {
    outDir: "../dist/widget",
    emptyOutDir: true,
    target: "es2022",
    // Older ones know no `light-dark()`: what stands in for it needs `color-scheme` in this sheet, and the page has it.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    sourcemap: false,
    modulePreload: false,
    rolldownOptions: {
      input: "pwa/widget/caliper-quote.ts",
      output: { format: "es", entryFileNames: "caliper-quote.js", codeSplitting: false },
    },
  },
});
