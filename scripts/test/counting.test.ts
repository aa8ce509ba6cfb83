import { expect, test } from "vitest";
import { outcomeOf, readLines } from "./node-tests.ts";
import { readJunit } from "./parts/pytest.ts";
import { openingPage } from "./parts/size.ts";

test("pytest's passed, failed and broken tests are counted, and skipped ones are neither", () => {
  const xml = `<testsuites><testsuite>
    <testcase classname="a.test_x" name="passes" time="0.1"/>
    <testcase classname="a.test_x" name="skips"><skipped message="no shared"/></testcase>
    <testcase classname="a.test_x" name="fails"><failure message="m">assert 1 &lt; 0</failure></testcase>
    <testcase classname="a.test_x" name="breaks"><error message="m">boom</error></testcase>
  </testsuite></testsuites>`;
  const { passed, failures } = readJunit(xml);
  expect(passed).toBe(1);
  expect(failures).toEqual([
    { what: "a.test_x: fails", detail: "assert 1 < 0" },
    { what: "a.test_x: breaks", detail: "boom" },
  ]);
});

test("journeys are counted by their lines", () => {
  const line = (name: string, ok: boolean) => JSON.stringify({ name, file: "e2e/x.ts", ok, error: ok ? "" : "why" });
  const { passed, failures } = outcomeOf(readLines(`${line("a", true)}\n${line("b", false)}\n`));
  expect(passed).toBe(1);
  expect(failures).toEqual([{ what: "e2e/x.ts: b", detail: "why" }]);
});

test("the opening page counts what is imported statically, not what is loaded later", () => {
  const chunks: Record<string, string> = {
    "assets/index.js": 'import{a}from"./shared.js";import"./side.js";const l=()=>import("./lazy.js");',
    "assets/shared.js": 'export*from"./deep.js"',
    "assets/side.js": "",
    "assets/deep.js": "",
    "assets/preloaded.js": "",
  };
  const html = `<link rel="modulepreload" href="/assets/preloaded.js"><script type="module" src="/assets/index.js"></script>
    <link rel="stylesheet" href="/assets/index.css">`;
  const { scripts, styles } = openingPage(html, (file) => chunks[file] ?? "");
  expect(scripts.toSorted()).toEqual(Object.keys(chunks).toSorted());
  expect(styles).toEqual(["assets/index.css"]);
});
