// The built app alone, without its server: what is measured is what a phone does in a cellar.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, relative } from "node:path";
import { root } from "../setup/places.mjs";
import { buildPwa } from "../system/prepare.ts";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

export async function serveApp(): Promise<{ url: string; stop: () => Promise<void> }> {
  await buildPwa();
  const folder = join(root, "dist");
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  // Kept in memory: another build may empty the folder meanwhile.
  const files = new Map(
    names.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [`/${relative(folder, file)}`, readFileSync(file)];
    }),
  );
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname.startsWith("/api/")) return void response.writeHead(503).end();
    const name = files.has(pathname) ? pathname : "/index.html";
    response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream");
    response.end(files.get(name));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
