/** What a request asks of the stores behind this Worker. A batch is one call: it is one way there and back. */
export interface Calls {
  d1: number;
  r2: number;
  objects: number;
}

interface Bound {
  readonly DB: D1Database;
  readonly FILES: R2Bucket;
}
const objects = ["CALLERS", "QUOTE_ROOMS", "ROOMS"] as const;

/** The same bindings, and how often they were called so far. */
export function countedCalls<Env extends Bound>(env: Env): { env: Env; calls: Calls } {
  const calls: Calls = { d1: 0, r2: 0, objects: 0 };
  const spaces = Object.fromEntries(
    objects.map((name) => [name, countedSpace((env as Record<string, unknown>)[name] as object, calls)]),
  );
  return {
    env: { ...env, ...spaces, DB: countedDatabase(env.DB, calls), FILES: countedFiles(env.FILES, calls) },
    calls,
  };
}

type Method = (...args: unknown[]) => unknown;

/** Passes everything on, methods by way of `called`. */
function passing<T extends object>(to: T, called: (name: string, run: Method) => Method): T {
  return new Proxy(to, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function" || typeof name !== "string") return value;
      return called(name, (...args) => Reflect.apply(value, target, args));
    },
  });
}

function countedDatabase(database: D1Database, calls: Calls): D1Database {
  const real = new WeakMap<object, D1PreparedStatement>();
  const statement = (of: D1PreparedStatement): D1PreparedStatement => {
    const counted = passing(of, (name, run) => (...args) => {
      if (name === "bind") return statement(run(...args) as D1PreparedStatement);
      calls.d1 += 1;
      return run(...args);
    });
    real.set(counted, of);
    return counted;
  };
  return passing(database, (name, run) => (...args) => {
    if (name === "prepare") return statement(run(...args) as D1PreparedStatement);
    calls.d1 += 1;
    return name === "batch" ? run((args[0] as object[]).map((one) => real.get(one) ?? one)) : run(...args);
  });
}

const countedFiles = (files: R2Bucket, calls: Calls): R2Bucket =>
  passing(files, (_, run) => (...args) => {
    calls.r2 += 1;
    return run(...args);
  });

const countedSpace = (space: object, calls: Calls): object =>
  passing(space, (name, run) => (...args) => {
    const made = run(...args);
    if (name !== "get") return made;
    return passing(made as object, (_, ask) => (...asked) => {
      calls.objects += 1;
      return ask(...asked);
    });
  });
