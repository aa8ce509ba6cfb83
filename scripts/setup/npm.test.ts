import { expect, test } from "vitest";
import { addMissingOptionals, platformOf } from "../fix-lock.mjs";
import { firstDifference } from "./npm.mjs";

const lock = {
  "": { version: "0.1.0" },
  "node_modules/a": { version: "1.0.0" },
  "node_modules/a-darwin-arm64": { version: "1.0.0", optional: true },
};

test("an install as the lock says needs nothing, whatever other platforms' packages are absent", () => {
  expect(firstDifference(lock, { "node_modules/a": { version: "1.0.0" } })).toBeUndefined();
});

test("a missing, an older and a surplus package each ask for an install", () => {
  expect(firstDifference(lock, {})).toBe("node_modules/a");
  expect(firstDifference(lock, { "node_modules/a": { version: "0.9.0" } })).toBe("node_modules/a");
  const surplus = { "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "1.0.0" } };
  expect(firstDifference(lock, surplus)).toBe("node_modules/b");
});

test("optional packages of other platforms are put back into the lock, once, under the platform they are for", () => {
  const broken = {
    packages: {
      "": {},
      "node_modules/esbuild": {
        optionalDependencies: { "@esbuild/win32-x64": "0.27.0", "@esbuild/linux-x64": "0.27.0" },
      },
      "node_modules/@esbuild/linux-x64": { version: "0.27.0" },
    } as Record<string, Record<string, unknown>>,
  };
  expect(addMissingOptionals(broken)).toEqual(["node_modules/@esbuild/win32-x64"]);
  expect(broken.packages["node_modules/@esbuild/win32-x64"]).toMatchObject({
    os: ["win32"],
    cpu: ["x64"],
    optional: true,
  });
  expect(addMissingOptionals(broken)).toEqual([]);
});

test("a platform's name is read from the package's", () => {
  expect(platformOf("@rolldown/binding-linux-x64-musl")).toEqual({ os: ["linux"], cpu: ["x64"], libc: ["musl"] });
  expect(platformOf("@cloudflare/workerd-darwin-arm64")).toEqual({ os: ["darwin"], cpu: ["arm64"] });
  expect(platformOf("@cloudflare/workerd-windows-64")).toEqual({ os: ["win32"], cpu: ["x64"] });
});
