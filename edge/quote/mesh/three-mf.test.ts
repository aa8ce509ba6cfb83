import { strToU8, type Zippable, zipSync } from "fflate";
import { expect, test } from "vitest";
import { boxOf, sizeOf, triangleCount } from "./mesh.ts";
import { MeshProblem } from "./mesh-problem.ts";
import { readPart } from "./read-part.ts";

const corners = ["0 0 0", "2 0 0", "0 3 0", "0 0 4"].map((of) => of.split(" "));
const vertices = corners.map(([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`).join("");
const faces = ["0 2 1", "0 1 3", "1 2 3", "0 3 2"].map((of) => of.split(" "));
const triangles = faces.map(([a, b, c]) => `<triangle v1="${a}" v2="${b}" v3="${c}"/>`).join("");
const mesh = `<mesh><vertices>${vertices}</vertices><triangles>${triangles}</triangles></mesh>`;
const tetra = (id: number) => `<object id="${id}" type="model">${mesh}</object>`;

const model = (objects: string, build: string, unit = "millimeter", more = "") =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<model unit="${unit}" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" ${more}><metadata name="Title">a &lt; b</metadata><resources>${objects}</resources><build>${build}</build></model>`;

const rels = (target: string) =>
  `<Relationships xmlns="r"><Relationship Target="${target}" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>`;

const archive = (text: string, more: Zippable = {}) =>
  zipSync({ "_rels/.rels": strToU8(rels("/3D/3dmodel.model")), "3D/3dmodel.model": strToU8(text), ...more });

function codeOf(bytes: Uint8Array): string {
  try {
    readPart(bytes);
  } catch (error) {
    if (error instanceof MeshProblem) return error.code;
    throw error;
  }
  return "none";
}

test("a mesh is read in its own unit", () => {
  const read = readPart(archive(model(tetra(1), '<item objectid="1"/>', "inch")));
  expect([read.format, read.unit, triangleCount(read.mesh), sizeOf(boxOf(read.mesh.positions))]).toEqual([
    "3mf",
    "inch",
    4,
    [2, 3, 4],
  ]);
});

test("components in components are placed one after the other, mirrored ones turned right side out", () => {
  const objects = `${tetra(1)}
    <object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/><component objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/></components></object>`;
  const { mesh: built } = readPart(archive(model(objects, '<item objectid="2" transform="2 0 0 0 2 0 0 0 2 0 0 5"/>')));
  const box = boxOf(built.positions);
  expect([triangleCount(built), box.min, box.max]).toEqual([8, [-4, 0, 5], [24, 6, 13]]);
  let volume = 0;
  for (let t = 0; t < built.triangles.length; t += 3) {
    const [a, b, c] = [...built.triangles.subarray(t, t + 3)].map((v) => [
      ...built.positions.subarray(v * 3, v * 3 + 3),
    ]) as [number[], number[], number[]];
    const [ax, ay, az] = a as [number, number, number];
    const [bx, by, bz] = b as [number, number, number];
    const [cx, cy, cz] = c as [number, number, number];
    volume += (ax * (by * cz - bz * cy) - ay * (bx * cz - bz * cx) + az * (bx * cy - by * cx)) / 6;
  }
  expect(volume).toBeCloseTo(2 * 4 * 8, 3);
});

test("a model in another file of the archive is followed, in whatever order they lie", () => {
  const root = model(
    "",
    '<item p:path="/3D/Objects/a.model" objectid="7"/>',
    "millimeter",
    'xmlns:p="http://schemas.microsoft.com/3dmanufacturing/production/2015/06" requiredextensions="p"',
  );
  const bytes = zipSync({
    "3D/Objects/a.model": strToU8(model(tetra(7), "", "centimeter")),
    "3D/other.model": strToU8(root),
    "_rels/.rels": strToU8(rels("/3D/other.model")),
  });
  expect(sizeOf(boxOf(readPart(bytes).mesh.positions))).toEqual([20, 30, 40]);
});

test("settings and scripts in it are not unpacked at all", () => {
  const settings = strToU8("; post_process = /bin/touch marker\n");
  // Not even readable as deflate: it would fail if it were touched.
  const bytes = archive(model(tetra(1), '<item objectid="1"/>'), {
    "Metadata/Slic3r_PE.config": [settings, { level: 9 }],
  });
  const at = bytes.findIndex((_, i) => new TextDecoder().decode(bytes.subarray(i, i + 10)) === "Slic3r_PE.");
  bytes.fill(0xff, at + 18, at + 24);
  expect(triangleCount(readPart(bytes).mesh)).toBe(4);
});

const entities = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i} "${`&l${i - 1};`.repeat(10)}">`).join("");

test.each([
  [
    "a document type with a file of the machine",
    archive(model(tetra(1), "").replace("<model", '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><model')),
    "mesh-archive-unsafe",
  ],
  [
    "a billion laughs",
    archive(model(tetra(1), "").replace("<model", `<!DOCTYPE m [${entities}]><model`)),
    "mesh-archive-unsafe",
  ],
  ["an entity in an attribute", archive(model(tetra(1).replace('x="2"', 'x="&two;"'), "")), "mesh-archive-unsafe"],
  [
    "a name that climbs out",
    archive(model(tetra(1), '<item objectid="1"/>'), { "../../etc/cron.d/x": strToU8("x") }),
    "mesh-archive-unsafe",
  ],
  [
    "a name with a backslash",
    archive(model(tetra(1), '<item objectid="1"/>'), { "..\\x": strToU8("x") }),
    "mesh-archive-unsafe",
  ],
  [
    "an absolute name",
    archive(model(tetra(1), '<item objectid="1"/>'), { "/etc/x": strToU8("x") }),
    "mesh-archive-unsafe",
  ],
  ["a bomb", archive(model(tetra(1) + " ".repeat(60_000_000), "")), "mesh-archive-unsafe"],
  [
    "an object within itself",
    archive(
      model(`<object id="1"><components><component objectid="1"/></components></object>`, '<item objectid="1"/>'),
    ),
    "mesh-components-circular",
  ],
  [
    "copies of copies of copies",
    archive(
      model(
        tetra(1) +
          Array.from(
            { length: 12 },
            (_, i) =>
              `<object id="${i + 2}"><components>${`<component objectid="${i + 1}"/>`.repeat(10)}</components></object>`,
          ).join(""),
        '<item objectid="13"/>',
      ),
    ),
    "mesh-components-circular",
  ],
  [
    "a lattice that is required",
    archive(
      model(
        tetra(1),
        '<item objectid="1"/>',
        "millimeter",
        'xmlns:b="http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02" requiredextensions="b"',
      ),
    ),
    "mesh-extension-needed",
  ],
  ["nothing to build", archive(model(tetra(1), "")), "mesh-empty"],
  ["an object that is not there", archive(model(tetra(1), '<item objectid="2"/>')), "mesh-malformed"],
  [
    "a vertex that is not there",
    archive(model(tetra(1).replace('v1="0"', 'v1="9"'), '<item objectid="1"/>')),
    "mesh-malformed",
  ],
  ["NaN", archive(model(tetra(1).replace('x="2"', 'x="NaN"'), '<item objectid="1"/>')), "mesh-not-finite"],
  [
    "tags that do not close",
    archive(model(tetra(1), '<item objectid="1"/>').replace("</resources>", "")),
    "mesh-malformed",
  ],
  ["half an archive", archive(model(tetra(1), '<item objectid="1"/>')).subarray(0, 400), "mesh-truncated"],
  ["no model", zipSync({ "readme.txt": strToU8("nothing") }), "mesh-malformed"],
])("%s is refused with its own problem", (_name, bytes, code) => {
  expect(codeOf(bytes)).toBe(code);
});

test("a bomb that lies about its size is stopped as well", () => {
  const bytes = archive(model(tetra(1) + " ".repeat(60_000_000), ""));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i + 46 < bytes.length; i += 1) {
    const mark = view.getUint32(i, true);
    if (mark === 0x04034b50) view.setUint32(i + 22, 100, true);
    if (mark === 0x02014b50) view.setUint32(i + 24, 100, true);
  }
  expect(codeOf(bytes)).toBe("mesh-archive-unsafe");
});
