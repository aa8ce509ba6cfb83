import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { makeClamdKeeper } from "./scripts/test/clamd-keeper.ts";

/** `npx vitest run --project edge`: both Workers inside workerd. `--project unit`: what is pure or runs in Node. */
export default defineConfig({
  test: {
    // The Workers' own log; seeds and the like are shown.
    onConsoleLog: (line) => !line.startsWith('{"level":'),
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
                RUNPOD_BASE: "http://runpod.test/v2/reconstruct",
                PUBLIC_ORIGIN: "http://edge.test",
                CALLBACK_ORIGIN: "http://callback.test",
                // Alarms come when a test calls them.
                CHECK_EVERY_MS: "3600000",
              },
              // gpu-callback's producer, so that its handler can be called with the tests' own bindings.
              queueProducers: { GPU_RESULTS: { queueName: "gpu-results" } },
              serviceBindings: {
                GPU_CALLBACK: () => new Response(null, { status: 404 }),
                // A real virus scanner, started and killed as a test says.
                CLAMD_KEEPER: makeClamdKeeper(),
              },
              // Nothing leaves the machine: tests speak to RunPod by a fake of their own.
              outboundService: () => new Response("tests reach no network", { status: 599 }),
            },
          })),
        ],
        test: {
          name: "edge",
          include: ["edge/**/*.test.ts", "gpu-callback/**/*.test.ts"],
          exclude: ["edge/domain/**", "edge/quote/**"],
          isolate: false,
          setupFiles: ["./edge/testing/apply-migrations.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "unit",
          environment: "node",
          include: [
            "edge/domain/**/*.test.ts",
            "edge/quote/**/*.test.ts",
            "pwa/**/*.test.ts",
            "pwa/**/*.test.tsx",
            "scripts/**/*.test.ts",
            "e2e/fakes/**/*.test.ts",
            "runpod-images/control-plane/*.test.ts",
          ],
        },
      },
    ],
  },
});
