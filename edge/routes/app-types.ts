import type { Principal } from "../domain/access/may.ts";
import type { Env } from "../env.ts";

/** What Hono carries through a request. */
export interface App {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by the guard of every operation that needs a permission. */
    principal: Principal;
    /** What the caller has left, for the answer's headers. */
    rateHeaders?: Readonly<Record<string, string>>;
  };
}
