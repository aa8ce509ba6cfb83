import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { problems } from "#contract/problem";
import { Api } from "./api.ts";
import { ScanProblem, Unreachable } from "./problem.ts";
import { uploadPhotos } from "./upload.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  vi.restoreAllMocks();
});

async function apiOf(answer: RequestListener): Promise<Api> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  const { port } = server.address() as { port: number };
  // Back-off without the waiting.
  vi.spyOn(Math, "random").mockReturnValue(-1.49);
  return new Api(`http://127.0.0.1:${port}`, `cd_${"a".repeat(43)}`);
}

const problem = (code: keyof typeof problems, detail?: string) => {
  const { status, title, retry, todo } = problems[code];
  return { status, body: JSON.stringify({ type: "about:blank", title, status, detail, code, retry, todo }) };
};
const scanId = "6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab";

test("a server that stumbles is asked again, and one refusal is final", async () => {
  let asked = 0;
  const api = await apiOf((_request, response) => {
    asked++;
    if (asked < 3) return void response.writeHead(503).end("<html>gateway</html>");
    const { status, body } = problem("not-found");
    response.writeHead(status).end(body);
  });
  await expect(api.scan(scanId)).rejects.toMatchObject({ code: "not-found" });
  expect(asked).toBe(3);
});

test("a connection cut in mid-answer is tried again", async () => {
  let asked = 0;
  const api = await apiOf((request, response) => {
    if (++asked === 1) return void request.socket.destroy();
    const { status, body } = problem("scan-deleted");
    response.writeHead(status).end(body);
  });
  expect(await api.scanIfThere(scanId)).toBeNull();
});

test("a server that is never there is told by its address", async () => {
  const api = await apiOf((request) => void request.socket.destroy());
  await expect(api.scan(scanId)).rejects.toThrow(Unreachable);
});

test("one refused photo does not keep the others from being sent, and all refusals are named", async () => {
  const receipt = (photoId: string) => ({
    photoId,
    pass: 0,
    name: "x.jpg",
    sha256: "0".repeat(64),
    bytes: 3,
    format: "jpeg",
    widthPx: 1280,
    heightPx: 960,
    receivedAtMs: 1,
  });
  const api = await apiOf((request, response) => {
    const photoId = request.url?.split("/").at(-1) ?? "";
    request.resume().on("end", () => {
      if (!photoId.endsWith("2")) return void response.end(JSON.stringify(receipt(photoId)));
      const { status, body } = problem("photo-truncated");
      response.writeHead(status).end(body);
    });
  });
  const photos = [1, 2, 3, 4, 5].map((n) => ({
    photo: { pass: 0, name: `${n}.jpg`, file: import.meta.filename, bytes: 3, sha256: "0".repeat(64) },
    photoId: `6a5b3f4e-8d7c-4b1a-9e2f-00000000000${n}`,
  }));
  const counts: number[] = [];
  const sending = uploadPhotos(api, scanId, photos, [], (count) => counts.push(count));
  await expect(sending).rejects.toSatisfy(
    (error) =>
      error instanceof ScanProblem && error.code === "photo-truncated" && error.lines().join().includes("2.jpg"),
  );
  expect(counts.at(-1)).toBe(4);
});
