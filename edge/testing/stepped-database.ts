const runs = new Set(["all", "run", "raw", "first"]);

/** The database, except that `hook` runs in front of its n-th call (from 0): whatever can come between two calls comes there. */
export function steppedDatabase(real: D1Database, n: number, hook: () => Promise<unknown>): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  let calls = 0;
  const step = async (): Promise<void> => {
    if (calls++ === n) await hook();
  };
  const statement = (original: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(original, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name === "bind") return (...given: unknown[]) => statement(target.bind(...given));
        if (!runs.has(String(name))) return value.bind(target);
        return async (...given: unknown[]) => {
          await step();
          return value.apply(target, given);
        };
      },
    });
    originals.set(wrapped, original);
    return wrapped;
  };
  return new Proxy(real, {
    get(target, name) {
      if (name === "prepare") return (sql: string) => statement(target.prepare(sql));
      if (name === "batch") {
        return async (all: D1PreparedStatement[]) => {
          await step();
          return target.batch(all.map((one) => originals.get(one) ?? one));
        };
      }
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
