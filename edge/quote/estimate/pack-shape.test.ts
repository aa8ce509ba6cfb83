import { expect, test } from "vitest";
import { MeshBuilder } from "../mesh/mesh-builder.ts";
import { box } from "../mesh/solids.ts";
import { packShape, unpackShape } from "./pack-shape.ts";
import { placed } from "./placed.ts";
import { shapeOf } from "./shape.ts";

const into = new MeshBuilder();
box([6, 6, 20], [12, 12, 0], into);
const table = box([30, 30, 4], [0, 0, 19.99], into);
const askew = { kind: "quaternion", millionths: [200_000, 100_000, 0, 974_679] } as const;

test("a shape comes out of its bytes as it went in, to the last bit", () => {
  for (const mesh of [table, placed(table, { ...askew, millionths: [...askew.millionths] })]) {
    const shape = shapeOf(placed(mesh, { kind: "face-down", side: "-z" }));
    expect(unpackShape(packShape(shape).buffer)).toEqual(shape);
  }
});

test("what is cut short, of another version or no shape at all is not taken for one", () => {
  const packed = packShape(shapeOf(table));
  expect(unpackShape(packed.slice(0, -1).buffer)).toBeNull();
  expect(unpackShape(packed.slice(0, 60).buffer)).toBeNull();
  expect(unpackShape(new ArrayBuffer(0))).toBeNull();
  expect(unpackShape(Uint8Array.from([4, 0, 0, 0, 0, 0, 0, 0, 123, 123, 123, 123]).buffer)).toBeNull();
  const text = new TextDecoder("latin1").decode(packed).replace('"version":1', '"version":0');
  expect(unpackShape(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer)).toBeNull();
});
