import type { Env } from "../env.ts";

/** What Hono carries through a request. */
export interface App {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by the device guard. */
    ownerId: string;
    tokenSha256: string;
  };
}
