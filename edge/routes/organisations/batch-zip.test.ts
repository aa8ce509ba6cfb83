import { expect, test } from "vitest";
import type { BatchView } from "#contract/batch";
import { type Person, signIn } from "../../testing/people.ts";
import { jpeg } from "../../testing/pictures.ts";
import type { TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";
import { type ZipPart, zipOf } from "../../testing/zips.ts";

const held = useSystem();
const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

async function openBatch(who: Person): Promise<string> {
  const batchId = crypto.randomUUID();
  await who.api("PUT", `/batches/${batchId}`, { name: "zipped", createdAtMs: 1 });
  return batchId;
}

function send(s: TestSystem, who: Person, batchId: string, zip: Uint8Array<ArrayBuffer>, bytes = zip.length) {
  return s.fetch(`http://edge.test/api/v1/batches/${batchId}/zip`, {
    method: "POST",
    body: zip,
    headers: { cookie: who.cookie, origin: "http://edge.test", "content-length": String(bytes) },
  });
}

let seed = 1;
const folder = (name: string, count: number, more: Partial<ZipPart> = {}): ZipPart[] =>
  Array.from({ length: count }, (_, i) => ({
    path: `${name}/IMG_${String(i).padStart(3, "0")}.JPG`,
    data: jpeg(seed++, { scanBytes: 300 }),
    ...more,
  }));

const view = async (who: Person, batchId: string): Promise<BatchView> =>
  (await who.api("GET", `/batches/${batchId}`)).json();
const stored = async (s: TestSystem, prefix: string) => (await s.env.FILES.list({ prefix })).objects.map((o) => o.key);

/** What a refused zip leaves: a problem with a reason, and nothing else. */
async function refused(zip: Uint8Array<ArrayBuffer>): Promise<{ status: number; code: string; detail?: string }> {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const answer = await send(s, ada, batchId, zip);
  const { sets, imports } = await view(ada, batchId);
  expect([sets, imports, await stored(s, `batches/${batchId}/`)]).toEqual([[], [], []]);
  return answer.json();
}

test("folders of a zip become sets, their sub-folders passes, and each can be submitted", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const zip = await zipOf([
    ...folder("parts/bracket", 20),
    ...folder("parts/lever/1 up", 20, { deflate: true }),
    ...folder("parts/lever/2 down", 21),
    { path: "parts/manifest.json", data: bytesOf('{"sets":[{"folder":"lever","name":"Lever, left"}]}') },
    { path: "__MACOSX/parts/._x.jpg", data: bytesOf("clutter") },
    { path: "parts/notes.txt", data: bytesOf("by hand") },
  ]);
  const answer = await send(s, ada, batchId, zip);
  expect(answer.status).toBe(202);
  await s.deliverAll();
  const shown = await view(ada, batchId);
  expect(shown.sets.map((x) => [x.name, x.photoCount])).toEqual([
    ["bracket", 20],
    ["Lever, left", 41],
  ]);
  expect(shown.imports).toMatchObject([
    {
      state: "done",
      photosTotal: 61,
      photosSeen: 61,
      failure: null,
      refused: [{ path: "parts/notes.txt", code: "photo-not-image" }],
    },
  ]);
  const lever = shown.sets[1]?.scanId ?? "";
  const passes = await s.env.DB.prepare(
    "SELECT pass, count(*) AS n FROM photos WHERE scan_id = ? GROUP BY pass ORDER BY pass",
  )
    .bind(lever)
    .all<{ pass: number; n: number }>();
  expect(passes.results).toEqual([
    { pass: 0, n: 20 },
    { pass: 1, n: 21 },
  ]);
  expect(await stored(s, `batches/${batchId}/`)).toEqual([]);
  const sets = shown.sets.map(({ scanId }) => ({ scanId, jobId: crypto.randomUUID() }));
  const submit = { options: { scale: { mat: "auto" }, quality: "draft" }, sets };
  const outcomes = (await (await ada.api("POST", `/batches/${batchId}/submit`, submit)).json()) as {
    outcomes: { accepted: boolean }[];
  };
  expect(outcomes.outcomes.map((o) => o.accepted)).toEqual([true, true]);
});

test("a stored photo holds the bytes that were in the zip", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const photo = jpeg(777, { scanBytes: 200_000 });
  await send(s, ada, batchId, await zipOf([{ path: "a/one.jpg", data: photo, deflate: true }]));
  const scanId = (await view(ada, batchId)).sets[0]?.scanId;
  const [key] = await stored(s, `scans/${scanId}/photos/`);
  const object = await s.env.FILES.get(key ?? "");
  expect(new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(photo);
});

test("the same zip again, also while the first is being taken in, makes nothing twice", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const zip = await zipOf([...folder("a", 40), ...folder("b", 40)]);
  expect((await send(s, ada, batchId, zip)).status).toBe(202);
  expect((await view(ada, batchId)).imports).toMatchObject([{ state: "running", photosSeen: 60 }]);
  expect((await send(s, ada, batchId, zip)).status).toBe(202);
  await s.deliverAll();
  expect((await send(s, ada, batchId, zip)).status).toBe(202);
  const shown = await view(ada, batchId);
  expect(shown.sets.map((x) => x.photoCount)).toEqual([40, 40]);
  expect(shown.imports).toMatchObject([{ state: "done", photosSeen: 80, refused: [] }]);
  expect(await stored(s, `batches/${batchId}/`)).toEqual([]);
});

test("an import whose message was lost is gone on with by cron", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  await send(s, ada, batchId, await zipOf([...folder("a", 40), ...folder("b", 30)]));
  s.jobsQueue.take();
  await s.cronAt(Date.now() + 6 * 60_000);
  await s.deliverAll();
  expect((await view(ada, batchId)).imports).toMatchObject([{ state: "done", photosSeen: 70 }]);
});

test("names in a CSV manifest are taken; one that cannot be read refuses the zip", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const csv = bytesOf('\ufefffolder,name\r\na,"Housing ""B"", top"\r\n');
  await send(s, ada, batchId, await zipOf([...folder("a", 2), { path: "manifest.csv", data: csv }]));
  expect((await view(ada, batchId)).sets.map((x) => x.name)).toEqual(['Housing "B", top']);
  const broken = await zipOf([...folder("a", 2), { path: "manifest.json", data: bytesOf("{") }]);
  expect(await refused(broken)).toMatchObject({ status: 422, code: "zip-layout" });
});

test.each([
  ["../../etc/cron.d/x.jpg", "zip-path-unsafe"],
  ["a/../../b/x.jpg", "zip-path-unsafe"],
  ["/etc/x.jpg", "zip-path-unsafe"],
  ["C:/x/x.jpg", "zip-path-unsafe"],
  ["a\\..\\x.jpg", "zip-path-unsafe"],
  ["a/x\0.jpg", "zip-path-unsafe"],
  ["a/inner.zip", "zip-nested"],
  ["a/inner.tar.gz", "zip-nested"],
  ["x.jpg", "zip-layout"],
  ["a/b/c/x.jpg", "zip-layout"],
])("a zip with %s is refused whole: %s", async (path, code) => {
  const zip = await zipOf([...folder("a", 2), ...folder("b", 2), { path, data: jpeg(1) }]);
  expect(await refused(zip)).toMatchObject({ status: 422, code });
});

test("links, encryption, too many photos or passes, other files alone, and what is no zip are refused", async () => {
  const link = { path: "a/link.jpg", data: bytesOf("/etc/passwd"), mode: 0o120777 };
  expect((await refused(await zipOf([...folder("a", 2), link]))).code).toBe("zip-path-unsafe");
  expect((await refused(await zipOf(folder("a", 2, { isEncrypted: true })))).code).toBe("zip-encrypted");
  expect(await refused(await zipOf([...folder("a", 51), ...folder("b", 1)]))).toMatchObject({
    code: "photos-too-many",
    detail: "a: 51 photos; a pass has at most 50.",
  });
  const passes = [1, 2, 3, 4, 5].flatMap((n) => folder(`a/${n}`, 1));
  expect((await refused(await zipOf([...passes, ...folder("b", 1)]))).code).toBe("zip-layout");
  expect((await refused(await zipOf([{ path: "a/readme.txt", data: bytesOf("x") }]))).code).toBe("zip-layout");
  const whole = await zipOf(folder("a", 3));
  expect((await refused(whole.slice(0, whole.length - 30))).code).toBe("zip-unreadable");
  expect((await refused(jpeg(1))).code).toBe("zip-unreadable");
});

test("a bomb is refused by what its directory says", async () => {
  const zeros = new Uint8Array(8 * 1024 * 1024);
  const honest = await zipOf([...folder("a", 2), { path: "a/zeros.jpg", data: zeros, deflate: true }]);
  expect(honest.length).toBeLessThan(60_000);
  expect(await refused(honest)).toMatchObject({ status: 422, code: "zip-bomb" });
  const huge = await zipOf([{ path: "a/x.jpg", data: jpeg(1), saysBytes: 51 * 1024 * 1024 }]);
  expect((await refused(huge)).code).toBe("zip-bomb");
});

test("a bomb whose directory lies is stopped while it is unpacked, and nothing of it stays", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const zeros = new Uint8Array(32 * 1024 * 1024);
  const zip = await zipOf([...folder("a", 1), { path: "a/zz.jpg", data: zeros, deflate: true, saysBytes: 1000 }]);
  expect((await send(s, ada, batchId, zip)).status).toBe(202);
  const shown = await view(ada, batchId);
  expect(shown.imports).toMatchObject([
    { state: "failed", failure: "zip-bomb", photosSeen: 1, refused: [{ path: "a/zz.jpg", code: "zip-bomb" }] },
  ]);
  expect(await stored(s, `scans/${shown.sets[0]?.scanId}/`)).toHaveLength(1);
  expect(await stored(s, `batches/${batchId}/`)).toEqual([]);
});

test("a photo that is damaged, empty or none at all is left out by name; the others come in", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const batchId = await openBatch(ada);
  const zip = await zipOf([
    ...folder("a", 3),
    { path: "a/page.jpg", data: bytesOf("<html>") },
    { path: "a/damaged.jpg", data: jpeg(5), saysCrc32: 1 },
    { path: "a/empty.jpg" },
  ]);
  expect((await send(s, ada, batchId, zip)).status).toBe(202);
  const shown = await view(ada, batchId);
  expect(shown.sets[0]?.photoCount).toBe(3);
  expect(Object.fromEntries(shown.imports[0]?.refused.map((r) => [r.path, r.code]) ?? [])).toEqual({
    "a/page.jpg": "photo-not-image",
    "a/damaged.jpg": "zip-unreadable",
    "a/empty.jpg": "photo-empty",
  });
});

test("a zip without a length, above 100 MB, or for somebody else's batch is not read", async () => {
  const s = held.current;
  const [ada, eve] = await Promise.all([signIn(s), signIn(s)]);
  const batchId = await openBatch(ada);
  const zip = await zipOf(folder("a", 1));
  expect((await send(s, ada, batchId, zip, 100_000_001)).status).toBe(413);
  expect((await send(s, eve, batchId, zip)).status).toBe(404);
  const noLength = await s.fetch(`http://edge.test/api/v1/batches/${batchId}/zip`, {
    method: "POST",
    headers: { cookie: ada.cookie, origin: "http://edge.test" },
  });
  expect(noLength.status).toBe(411);
  expect((await view(ada, batchId)).imports).toEqual([]);
});
