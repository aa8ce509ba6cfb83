import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import type { ExportContents, ExportView } from "#contract/privacy";
import type { Problem } from "#contract/problem";
import { openDb } from "../../db/client.ts";
import { ExportPart } from "../../flows/privacy/export-entries.ts";
import { found, signIn } from "../../testing/people.ts";
import { jpeg } from "../../testing/pictures.ts";
import { sha256Of } from "../../testing/sha256.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;
const ask = async (): Promise<ExportView> => (await held.current.api("POST", "/privacy/exports")).json();
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

async function download(url: string): Promise<Record<string, Uint8Array>> {
  const answer = await held.current.fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="caliper-[\d-]+-of-\d+\.zip"$/);
  return unzipSync(new Uint8Array(await answer.arrayBuffer()));
}

async function finished() {
  const system = held.current;
  const scanId = await system.newScan("Bracket / left");
  const photoId = crypto.randomUUID();
  const bytes = jpeg(4242, { scanBytes: 200_000 });
  await system.putPhoto(scanId, photoId, bytes, { "x-photo-name": encodeURIComponent("../IMG 1.jpg") });
  const sent = [{ photoId, sha256: await sha256Of(bytes) }, ...(await system.addPhotos(scanId, 19))];
  const jobId = await system.submit(scanId, sent);
  await system.deliver(system.jobsQueue);
  const worker = system.worker();
  await worker.putManifest(await worker.putFiles());
  return { scanId, jobId, photoId, bytes };
}

test("an export opens as a zip and holds every photo, result and record, each with its true hash", async () => {
  const { scanId, jobId, photoId, bytes } = await finished();
  const { parts } = await ask();
  expect(parts).toHaveLength(1);
  const files = await download(parts[0]?.url as string);
  const contents = JSON.parse(text(files["contents.json"])) as ExportContents;
  expect(contents.missing).toEqual([]);
  expect(contents.files.map((f) => f.path).toSorted()).toEqual(
    Object.keys(files)
      .filter((name) => name !== "contents.json")
      .toSorted(),
  );
  for (const { path, sha256, bytes: size } of contents.files) {
    const file = files[path] as Uint8Array<ArrayBuffer>;
    expect([path, await sha256Of(file), file.byteLength]).toEqual([path, sha256, size]);
  }
  const photo = contents.files.find((f) => f.path.includes(photoId.slice(0, 8)));
  expect(photo?.path).toMatch(new RegExp(`^scans/${scanId}/photos/0/[^/]*IMG 1 ${photoId.slice(0, 8)}\\.jpg$`));
  expect(files[photo?.path as string]).toEqual(bytes);
  expect(text(files[`scans/${scanId}/results/${jobId}/part.step`])).toBe(`part.step of ${jobId} attempt 1`);
  const scan = JSON.parse(text(files[`scans/${scanId}/scan.json`]));
  expect([scan.name, scan.photos.length, scan.jobs[0].phase]).toEqual(["Bracket / left", 20, "done"]);
  const ledger = JSON.parse(text(files["records/ledger.json"])) as { job_id: string; kind: string }[];
  expect(ledger.map((e) => [e.job_id, e.kind])).toEqual([
    [jobId, "hold"],
    [jobId, "capture"],
  ]);
});

test("the records of an account say what is known of it, and nothing that opens anything", async () => {
  const system = held.current;
  const person = await signIn(system);
  const key = { name: "CI", scopes: ["scan:read"] };
  expect((await person.api("POST", "/keys", key)).status).toBe(201);
  const { parts }: ExportView = await (await person.api("POST", "/privacy/exports")).json();
  const files = await download(parts[0]?.url as string);
  const records = Object.entries(files).filter(([name]) => name.startsWith("records/"));
  expect(JSON.parse(text(files["records/account.json"]))[0]).toMatchObject({ email: person.email, name: "Ada" });
  expect(JSON.parse(text(files["records/sessions.json"]))[0]).toMatchObject({ agent: "a browser" });
  for (const [name, bytes] of records) {
    expect(text(bytes), name).not.toMatch(/sha256|secret"|ck_[A-Za-z0-9_-]{43}/);
  }
  expect(JSON.parse(text(files["records/api-keys.json"]))[0]).toMatchObject({ name: "CI" });
});

test("a large export is cut into parts of whole scans, records in the first", async () => {
  const system = held.current;
  const scanIds: string[] = [];
  for (let i = 0; i < 8; i++) {
    const scanId = await system.newScan(`scan ${i}`);
    await system.seedPhotos(scanId, 190);
    scanIds.push(scanId);
  }
  const { exportId, parts } = await ask();
  expect(parts.map((p) => p.files)).toEqual([573, 573, 382]);
  const seen: string[] = [];
  for (const { url } of parts) {
    const files = await download(url);
    const contents = JSON.parse(text(files["contents.json"])) as ExportContents;
    expect(contents).toMatchObject({ exportId, parts: 3 });
    // Seeded photos have no object: they are named as missing, and the zip is whole all the same.
    expect(contents.missing.length % 190).toBe(0);
    seen.push(...Object.keys(files).flatMap((name) => /^scans\/([^/]+)\/scan\.json$/.exec(name)?.[1] ?? []));
    expect("records/owner.json" in files).toBe(url === parts[0]?.url);
  }
  expect(seen.toSorted()).toEqual(scanIds.toSorted());
});

test("a stored file is opened only when those before it have been read", async () => {
  const system = held.current;
  const { scanId } = await finished();
  const { exportId } = await ask();
  let opened = 0;
  const files = new Proxy(system.env.FILES, {
    get(target, name) {
      if (name === "get") opened++;
      return (Reflect.get(target, name) as () => unknown).bind(target);
    },
  });
  const row = { exportId, ownerId: "", cuts: [], createdAtMs: 1, expiresAtMs: 2 };
  const ownerId = (await system.env.DB.prepare("SELECT owner_id FROM scans WHERE scan_id = ?")
    .bind(scanId)
    .first<string>("owner_id")) as string;
  const entries = new ExportPart(openDb(system.env.DB), files, { ...row, ownerId }, 1).entries();
  for await (const { name } of entries) if (name.includes("/photos/")) break;
  expect(opened).toBe(1);
});

test("a link is good until it expires, is ended, or all links are", async () => {
  const system = held.current;
  const one = await ask();
  const url = one.parts[0]?.url as string;
  expect((await system.fetch(url, { method: "HEAD" })).status).toBe(200);
  expect(await codeOf(await system.fetch(url.replace(/expires=\d+/, "expires=99999999999")))).toBe("link-invalid");
  expect(await codeOf(await system.fetch(url.replace("/1.zip", "/2.zip")))).toBe("link-invalid");
  const other = await signIn(system);
  await other.api("DELETE", `/privacy/exports/${one.exportId}`);
  expect((await system.fetch(url, { method: "HEAD" })).status, "not another's to end").toBe(200);
  expect((await system.api("DELETE", `/privacy/exports/${one.exportId}`)).status).toBe(204);
  expect(await codeOf(await system.fetch(url))).toBe("link-expired");
  const two = await ask();
  expect((await system.api("DELETE", "/privacy/links")).status).toBe(204);
  expect(await codeOf(await system.fetch(two.parts[0]?.url as string))).toBe("link-expired");
});

test("five exports may wait; a sixth is refused until one is ended", async () => {
  await held.current.newScan();
  const all = await Promise.all(Array.from({ length: 9 }, () => held.current.api("POST", "/privacy/exports")));
  expect(all.map((a) => a.status).filter((s) => s === 201)).toHaveLength(5);
  const refused = all.find((a) => a.status !== 201) as Response;
  expect(await codeOf(refused)).toBe("exports-too-many");
});

test("links to results end when their owner says so, or signs out everywhere; fresh ones work", async () => {
  const system = held.current;
  const { scanId, jobId } = await finished();
  const urlOf = async () => (await system.view(scanId)).job?.results[0]?.url as string;
  const old = await urlOf();
  expect((await system.fetch(old)).status).toBe(200);
  const workerLink = system.runpod.runs.at(-1)?.input.photos[0]?.url as string;
  await system.api("DELETE", "/privacy/links");
  expect(await codeOf(await system.fetch(old))).toBe("link-expired");
  expect((await system.fetch(workerLink)).status, "a job under way is not disturbed").toBe(200);
  const fresh = await urlOf();
  expect((await system.fetch(fresh)).status).toBe(200);
  expect(await codeOf(await system.fetch(fresh.replace(/issued=\d+/, "issued=99999999999999")))).toBe("link-invalid");
  await system.api("DELETE", `/scans/${scanId}`);
  expect(await codeOf(await system.fetch(fresh)), "before any object was swept").toBe("not-found");
  expect(await system.env.FILES.head(`results/${jobId}/1/part.step`)).not.toBeNull();
});

test("signing out everywhere ends an account's links", async () => {
  const system = held.current;
  const person = await signIn(system);
  const scanId = crypto.randomUUID();
  await person.api("PUT", `/scans/${scanId}`, { name: "mine", createdAtMs: 1 });
  const { parts }: ExportView = await (await person.api("POST", "/privacy/exports")).json();
  expect((await person.api("DELETE", "/account/sessions")).status).toBeLessThan(300);
  expect(await codeOf(await system.fetch(parts[0]?.url as string))).toBe("link-expired");
});

test("only the owner of an organisation exports it, with its members' scans", async () => {
  const system = held.current;
  const [boss, hand] = [await signIn(system), await signIn(system)];
  const org = await found(system, { [boss.accountId]: "owner", [hand.accountId]: "operator" });
  const scanId = crypto.randomUUID();
  await hand.api("PUT", `/scans/${scanId}`, { name: "shared", createdAtMs: 1 }, org);
  expect((await hand.api("POST", "/privacy/exports", undefined, org)).status).toBe(403);
  const { parts }: ExportView = await (await boss.api("POST", "/privacy/exports", undefined, org)).json();
  const files = await download(parts[0]?.url as string);
  expect(`scans/${scanId}/scan.json` in files).toBe(true);
  expect(JSON.parse(text(files["records/members.json"]))).toHaveLength(2);
});
