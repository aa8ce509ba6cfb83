/** The binding, except that the named methods throw when `breaks` says so: before they act, or after (an answer lost). */
export function failing<T extends object>(binding: T, methods: string, breaks: () => boolean): T {
  const names = new Set(methods.split(" "));
  return new Proxy(binding, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (!names.has(String(name))) return value.bind(target);
      return (...given: unknown[]) => {
        if (breaks()) throw new Error(`${String(name)} failed`);
        const result: unknown = value.apply(target, given);
        if (!(result instanceof Promise)) return result;
        return result.then((answer: unknown) => {
          if (breaks()) throw new Error(`the answer of ${String(name)} was lost`);
          return answer;
        });
      };
    },
  });
}

/** The binding, except that `hook` runs each time the named method has succeeded, before its caller hears of it. */
export function hooked<T extends object>(binding: T, method: string, hook: () => Promise<unknown>): T {
  return new Proxy(binding, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== method) return value.bind(target);
      return async (...given: unknown[]) => {
        const answer: unknown = await value.apply(target, given);
        await hook();
        return answer;
      };
    },
  });
}
