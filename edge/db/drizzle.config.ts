import { defineConfig } from "drizzle-kit";

/** `npx drizzle-kit generate --config edge/db/drizzle.config.ts --name WHAT` writes the next file of migrations/. */
export default defineConfig({ dialect: "sqlite", schema: "./edge/db/schema.ts", out: "./migrations" });
