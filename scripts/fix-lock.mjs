// `npm install` leaves optional packages for other platforms out of the lock when the registry in use does not offer
// them, and `npm ci` then refuses that lock. This puts them back as entries without a hash: npm never downloads them
// here, because their os and cpu do not match. Run it after every change of package-lock.json.
import { readFileSync, writeFileSync } from "node:fs";

const systems = ["android", "darwin", "freebsd", "openbsd", "netbsd", "openharmony", "win32", "linux", "sunos", "aix"];
const processors = ["arm64", "riscv64", "s390x", "ppc64", "loong64", "mips64el", "ia32", "arm", "x64"];

/** @param {string} name of a platform package, e.g. "@esbuild/linux-x64" */
export function platformOf(name) {
  const spelt = name.replace("windows", "win32").replace(/-64$/, "-x64");
  const os = systems.find((system) => spelt.includes(system));
  const cpu = processors.find((processor) => spelt.includes(processor));
  return {
    ...(cpu && { cpu: [cpu] }),
    ...(os && { os: [os] }),
    ...(spelt.includes("musl") && { libc: ["musl"] }),
  };
}

/**
 * @param {{packages: Record<string, any>}} lock
 * @returns {string[]} the places that were added
 */
export function addMissingOptionals(lock) {
  const added = [];
  for (const [place, entry] of Object.entries({ ...lock.packages })) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const places = [place && `${place}/node_modules/${name}`, `node_modules/${name}`].filter(Boolean);
      if (places.some((candidate) => lock.packages[candidate])) continue;
      const platform = platformOf(name);
      if (!platform.os && !platform.cpu) continue;
      const target = `node_modules/${name}`;
      lock.packages[target] = { version: String(range).replace(/^[~^]/, ""), dev: true, optional: true, ...platform };
      added.push(target);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

if (process.argv[1] === import.meta.filename) {
  const file = process.argv[2] ?? "package-lock.json";
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = addMissingOptionals(lock);
  if (added.length) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length ? `${file}: put back ${added.length} optional packages` : `${file}: nothing is missing`);
}
