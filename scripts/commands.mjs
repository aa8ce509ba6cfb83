// What `npm run …` can do, what each needs, and where it lives. Modules export default (args, name) → exit code.

/** @typedef {"npm" | "python" | "chromium" | "slicer" | "scanner"} Need */
/** @typedef {{usage: string, does: string, needs: Need[], module: string}} Command */

/** @type {Record<string, Command>} */
export const commands = {
  demo: {
    usage: "npm run demo [-- --once] [--quality draft|standard]",
    does: "starts everything, scans sample/photos, compares the result with the truth",
    needs: ["npm", "python"],
    module: "./demo/demo.ts",
  },
  start: {
    usage: "npm start [-- --port 8787] [--lan] [--billing none|test]",
    does: "runs the whole system on this machine until Ctrl-C",
    needs: ["npm", "python"],
    module: "./system/start-command.ts",
  },
  scan: {
    usage:
      "npm run scan -- PHOTOS_DIR --out DIR [--url URL] [--quality draft|standard] [--mat auto|none] [--name NAME] [--fresh]",
    does: "sends a folder of photos, follows the job, fetches the result; sub-folders are passes",
    needs: ["npm", "python"],
    module: "./scan/scan-command.ts",
  },
  rebuild: {
    usage:
      "npm run rebuild -- SCAN_DIR --out DIR [--diameter FACES=MM] [--radius FACES=MM] [--distance FACE,FACE=MM] [--known X,Y,Z:X,Y,Z=MM]",
    does: "makes a scanned part anew with dimensions or a scale set by hand",
    needs: ["npm", "python"],
    module: "./rebuild/rebuild-command.ts",
  },
  test: {
    usage: "npm test [-- --only PART]",
    does: "runs every check; its last line is `N passed, N failed`",
    needs: ["npm", "python", "chromium", "slicer", "scanner"],
    module: "./test/test-command.ts",
  },
  build: {
    usage: "npm run build",
    does: "builds the PWA into dist/",
    needs: ["npm"],
    module: "./system/build-command.ts",
  },
  deploy: {
    usage: "npm run deploy [-- --dry-run] [--create] [--secrets-file FILE]",
    does: "puts both Workers up; says what is missing",
    needs: ["npm"],
    module: "./deploy/deploy-command.ts",
  },
  typecheck: {
    usage: "npm run typecheck",
    does: "checks the types of every room",
    needs: ["npm"],
    module: "./test/part-command.ts",
  },
  lint: {
    usage: "npm run lint",
    does: "biome, oxlint and ruff",
    needs: ["npm", "python"],
    module: "./test/part-command.ts",
  },
  tidy: {
    usage: "npm run tidy",
    does: "the house rules: sizes, names, nothing of one machine",
    needs: ["npm"],
    module: "./test/part-command.ts",
  },
  size: {
    usage: "npm run size",
    does: "measures what the opening page loads",
    needs: ["npm"],
    module: "./test/part-command.ts",
  },
  budget: {
    usage: "npm run budget [-- --url URL]",
    does: "opens the app as a slow phone does; times it against the budget",
    needs: ["npm", "python", "chromium"],
    module: "./budget/budget-command.ts",
  },
  mat: {
    usage: "npm run mat",
    does: "writes public/mat-a4.pdf and public/mat-letter.pdf",
    needs: ["npm", "python"],
    module: "./python-command.ts",
  },
  cad: {
    usage: "npm run cad -- …",
    does: "fits a solid to a cloud (python -m cad)",
    needs: ["npm", "python"],
    module: "./python-command.ts",
  },
  "bench:cad": {
    usage: "npm run bench:cad [-- --parts DIR --noise 0.05,0.15,0.3 --seeds 3 --json]",
    does: "measures the CAD fit on parts with truth",
    needs: ["npm", "python"],
    module: "./python-command.ts",
  },
  "bench:slice": {
    usage: "npm run bench:slice -- FILES…",
    does: "slices STL and 3MF with PrusaSlicer, where installed; says whether repair was needed",
    needs: ["npm"],
    module: "./slice/slice-command.ts",
  },
  "calibrate:estimator": {
    usage: "npm run calibrate:estimator [-- STL_DIR… --again]",
    does: "fits the instant estimate to slices by PrusaSlicer, and tells its error on parts left out and on STL_DIR",
    needs: ["npm"],
    module: "./estimator/calibrate-command.ts",
  },
  "bench:slicer": {
    usage: "npm run bench:slicer [-- FILES… --hour-s 60 --json]",
    does: "times binding slices of STL files (../shared/stl and made ones), and how many an hour",
    needs: ["npm", "python", "slicer"],
    module: "./python-command.ts",
  },
  "bench:quote": {
    usage: "npm run bench:quote [-- STL_DIR --again]",
    does: "sets our prices beside a calculation by hand from the same slices, and tells the instant estimate's error",
    needs: ["npm", "python", "slicer"],
    module: "./quote-bench/quote-command.ts",
  },
  "bench:load": {
    usage: "npm run bench:load [-- --users 100 --seconds 60 --think-s 5 --json]",
    does: "lets many people ask the API of a local system at once: p50, p95 and p99 of each operation",
    needs: ["npm", "python"],
    module: "./load/load-command.ts",
  },
  "bench:scan": {
    usage: "npm run bench:scan [-- --sets DIR --runs 3 --json]",
    does: "measures the whole reconstruction on photo sets with truth",
    needs: ["npm", "python"],
    module: "./python-command.ts",
  },
  "bench:capture": {
    usage: "npm run bench:capture -- PHOTOS_DIR… [--make-hard] [--only SET,…] [--cached] [--fit] [--json]",
    does: "sets the phone's verdict on photos beside what the reconstruction makes of them",
    needs: ["npm", "python"],
    module: "./capture-bench/capture-command.ts",
  },
  "bench:phone": {
    usage: "npm run bench:phone [-- PHOTOS_DIR] [--no-mat] [--slow 10] [--json]",
    does: "measures the camera screen in Chromium: frames, stills of 12 MP, the verdict, memory, a slow phone",
    needs: ["npm", "python", "chromium"],
    module: "./phone-bench/phone-command.ts",
  },
  "bench:api": {
    usage: "npm run bench:api [-- --seconds 900 --examples 100 --seed N]",
    does: "holds the API's description against a living edge, for as long as it is given (Schemathesis)",
    needs: ["npm", "python"],
    module: "./api-check/bench-command.ts",
  },
  "bench:peers": {
    usage: "npm run bench:peers [-- --only SET --reverse3d PROGRAM --probe-python PYTHON --json]",
    does: "runs other software on the same photos and clouds, side by side",
    needs: ["npm", "python"],
    module: "./python-command.ts",
  },
};
