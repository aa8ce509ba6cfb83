import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import solid from "vite-plugin-solid";
import { opencvFile } from "./scripts/system/opencv-plugin.ts";

const manifest = {
  id: "/",
  name: "Caliper",
  short_name: "Caliper",
  description: "Photos of a part in, a STEP solid and an STL out.",
  start_url: "/",
  scope: "/",
  display: "standalone" as const,
  orientation: "any" as const,
  theme_color: "#1d3a8a",
  background_color: "#f2f4f3",
  categories: ["productivity", "utilities"],
  icons: [
    { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
    { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
    { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
    { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" as const },
  ],
};

export default defineConfig({
  root: "pwa",
  publicDir: "../public",
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    // Nothing may be inlined as data: or <script>: the content security policy is strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: process.env.CALIPER_EDGE ?? "http://127.0.0.1:8787", ws: true },
      "/files": process.env.CALIPER_EDGE ?? "http://127.0.0.1:8787",
    },
  },
  plugins: [
    opencvFile(),
    solid(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "sw",
      filename: "sw.ts",
      registerType: "prompt",
      injectRegister: false,
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,webmanifest}", "icon-192.png"],
        // The 3D room is four times the rest: the service worker keeps it after its first use.
        // So is OpenCV, twenty times as large: fetched by the camera, or once the installed app has nothing to do.
        globIgnores: ["**/{ViewerScreen,PartPicture,stage}-*.{js,css}", "**/opencv-????????.js"],
      },
      manifest,
    }),
  ],
});
