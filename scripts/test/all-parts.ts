import type { TestPart } from "./part.ts";
import { publicApi } from "./parts/api.ts";
import { dryRunDeploy, lintDockerfiles } from "./parts/deploy.ts";
import { drift } from "./parts/drift.ts";
import { journeys, lightJourneys } from "./parts/journeys.ts";
import { lint } from "./parts/lint.ts";
import { pytest, slowPytest } from "./parts/pytest.ts";
import { measureSize } from "./parts/size.ts";
import { tidy } from "./parts/tidy.ts";
import { checkTypes } from "./parts/types.ts";
import { vitest } from "./parts/vitest.ts";

/** In the order they run, or are told: what is quick first. */
export const allParts: TestPart[] = [
  { name: "typecheck", title: "types", run: checkTypes },
  { name: "lint", title: "lint", run: lint },
  { name: "tidy", title: "house rules", run: tidy },
  { name: "drift", title: "made files", run: drift },
  { name: "vitest", title: "PWA, edge in workerd", run: vitest },
  { name: "size", title: "opening page", run: measureSize },
  { name: "deploy", title: "deployment, dry", run: dryRunDeploy },
  { name: "docker", title: "Dockerfiles", run: lintDockerfiles },
  { name: "api", title: "public API", run: publicApi },
  { name: "journeys-light", title: "journeys, light", run: lightJourneys },
  { name: "pytest", title: "worker (Python)", when: "beside", run: pytest },
  { name: "pytest-slow", title: "worker, slow tests", when: "asked", run: slowPytest },
  { name: "journeys", title: "journeys in Chromium", when: "last", run: journeys },
];
