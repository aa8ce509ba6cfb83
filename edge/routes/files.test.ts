import { expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import { LinkSigner } from "../adapters/signed-links.ts";
import { photoKey } from "../domain/storage-keys.ts";
import { hooked } from "../testing/failing.ts";
import { join, jpeg } from "../testing/pictures.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;

/** A finished scan and the link to its STEP file. */
async function finished() {
  const system = held.current;
  const { scanId, worker } = await system.running();
  await worker.putManifest(await worker.putFiles());
  const view = await system.view(scanId);
  const url = view.job?.results.find((r) => r.name === "part.step")?.url as string;
  return { scanId, view, url, text: `part.step of ${worker.run.input.jobId} attempt 1` };
}
const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  held.current.fetch(url, { method, headers });

test("a result is downloaded as what it is, and only that", async () => {
  const { url, text } = await finished();
  const answer = await get(url);
  expect([answer.status, await answer.text()]).toEqual([200, text]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "model/step",
    "content-disposition": 'attachment; filename="part.step"',
    "content-length": String(text.length),
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
    "cache-control": "private, max-age=3600",
  });
  expect((await get(`${url}&inline=1`)).headers.get("content-disposition")).toBe('inline; filename="part.step"');
});

test("a part of a file is served, one that lies outside is not", async () => {
  const { url, text } = await finished();
  const part = await get(url, { range: "bytes=5-8" });
  expect([
    part.status,
    await part.text(),
    part.headers.get("content-range"),
    part.headers.get("content-length"),
  ]).toEqual([206, text.slice(5, 9), `bytes 5-8/${text.length}`, "4"]);
  expect(await (await get(url, { range: "bytes=-3" })).text()).toBe(text.slice(-3));
  const outside = await get(url, { range: `bytes=${text.length}-` });
  expect([outside.status, outside.headers.get("content-range"), await codeOf(outside)]).toEqual([
    416,
    `bytes */${text.length}`,
    "range-not-satisfiable",
  ]);
  expect((await get(url, { range: "bytes=0-1,4-5" })).status).toBe(200);
});

test("HEAD, If-None-Match and If-Range are answered as a cache expects", async () => {
  const { url, text } = await finished();
  const head = await get(url, {}, "HEAD");
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(text.length), ""]);
  const etag = head.headers.get("etag") as string;
  expect((await get(url, { "if-none-match": `"x", ${etag}` })).status).toBe(304);
  expect((await get(url, { range: "bytes=0-1", "if-range": etag })).status).toBe(206);
  expect((await get(url, { range: "bytes=0-1", "if-range": '"old"' })).status).toBe(200);
});

test("a link is good for its object, its verb and its time alone", async () => {
  const { url } = await finished();
  const step = new URL(url);
  const stl = new URL(url);
  stl.pathname = stl.pathname.replace("part.step", "part.stl");
  expect(await codeOf(await get(stl.href))).toBe("link-invalid");
  step.searchParams.set("expires", "9999999999");
  expect(await codeOf(await get(step.href))).toBe("link-invalid");
  expect(await codeOf(await get(url.replace(/signature=.*/, "signature=%00%ff")))).toBe("link-invalid");
  expect(await codeOf(await get(url.split("?")[0] as string))).toBe("link-invalid");
  const put = await held.current.fetch(url, { method: "PUT", body: "x", headers: { "content-length": "1" } });
  expect([put.status, await codeOf(put)]).toEqual([403, "link-invalid"]);
});

test("an expired link says so", async () => {
  const path = new URL((await finished()).url).pathname;
  const signer = new LinkSigner(held.current.env.LINK_SIGNING_KEY);
  const answer = await get(await signer.sign("GET", "http://edge.test", path, Date.now() - 2000));
  expect([answer.status, await codeOf(answer)]).toEqual([410, "link-expired"]);
});

test("a signed path that is no key of ours leads nowhere", async () => {
  const signer = new LinkSigner(held.current.env.LINK_SIGNING_KEY);
  for (const path of ["/files/", "/files/scans/x/photos/y", `/files/${"a".repeat(1025)}`, "/files/results/../x"]) {
    const url = await signer.sign(
      "GET",
      "http://edge.test",
      new URL(path, "http://edge.test").pathname,
      Date.now() + 1e6,
    );
    expect([404, 403]).toContain((await get(url)).status);
  }
});

test("the worker's link to a photo gives its exact bytes", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const bytes = jpeg(77);
  const { sha256 } = (await (await system.putPhoto(scanId, crypto.randomUUID(), bytes)).json()) as { sha256: string };
  const signer = new LinkSigner(system.env.LINK_SIGNING_KEY);
  const url = await signer.sign("GET", "http://edge.test", `/files/${photoKey(scanId, sha256)}`, Date.now() + 1000);
  expect(new Uint8Array(await (await get(url)).arrayBuffer())).toEqual(bytes);
});

test("a worker creates each file once; the same bytes again are welcome, others are not", async () => {
  const { worker } = await held.current.running();
  expect((await worker.put("part.stl", join("solid a"))).status).toBe(201);
  expect((await worker.put("part.stl", join("solid a"))).status).toBe(200);
  const other = await worker.put("part.stl", join("solid b"));
  expect([other.status, await codeOf(other)]).toEqual([409, "result-taken"]);
});

test("a result that changed on the way, has no length or is empty is refused", async () => {
  const { worker } = await held.current.running();
  const wrong = await worker.put("part.stl", join("solid a"), { "x-content-sha256": "0".repeat(64) });
  expect([wrong.status, await codeOf(wrong)]).toEqual([422, "result-hash-mismatch"]);
  expect(await codeOf(await worker.put("part.stl", join("solid a"), { "x-content-sha256": "nope" }))).toBe(
    "request-invalid",
  );
  expect(await codeOf(await worker.put("part.stl", join("solid a"), { "content-length": "3" }))).toBe(
    "result-hash-mismatch",
  );
  expect(await codeOf(await worker.put("part.stl", join("solid a"), { "content-length": "100000001" }))).toBe(
    "result-too-large",
  );
  expect(await codeOf(await worker.put("part.stl", join("")))).toBe("request-invalid");
  expect((await worker.put("part.stl", join("solid a"))).status).toBe(201);
});

test("files of a job that was cancelled or deleted are not taken", async () => {
  const system = held.current;
  const one = await system.running();
  await system.api("POST", `/scans/${one.scanId}/cancel`);
  expect(await codeOf(await one.worker.put("part.stl", join("x")))).toBe("attempt-over");
  const two = await system.running();
  await system.api("DELETE", `/scans/${two.scanId}`);
  expect(await codeOf(await two.worker.put("part.stl", join("x")))).toBe("attempt-over");
});

test("a file whose job ends while it is on its way does not stay", async () => {
  const system = held.current;
  const { scanId, jobId, worker } = await system.running();
  const cancel = () => system.api("POST", `/scans/${scanId}/cancel`);
  const env = system.env;
  system.env = { ...env, FILES: hooked(env.FILES, "put", cancel) };
  expect(await codeOf(await worker.put("part.stl", join("too late")))).toBe("attempt-over");
  expect((await env.FILES.list({ prefix: `results/${jobId}/` })).objects).toEqual([]);
});
