import { expect, test } from "vitest";
import { signInPath, wayOn } from "./way-on.ts";

test("after signing in one goes on where one came from", () => {
  const to = "/scans/6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab/report?version=1";
  expect(wayOn(new URL(signInPath(to), "https://caliper.example").searchParams.get("to"))).toBe(to);
});

test("nothing that is asked for leads out of the app, or round in a circle", () => {
  const outside = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
  ];
  for (const to of [...outside, undefined, ["/a", "/b"], "", "plan", "/sign-in?to=/plan", "/a\n//b"])
    expect(wayOn(to), String(to)).toBe("/");
});
