import type { Principal } from "../domain/access/may.ts";
import type { Env } from "../env.ts";

/** What Hono carries through a request. */
export interface App {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Set by the guard of every operation that needs a permission. */
    principal: Principal;
    /** The publishable key that was shown: alive, and used from one of its origins. */
    widgetKey?: { readonly keyId: string; readonly ownerId: string };
    /** What the caller has left, for the answer's headers. */
    rateHeaders?: Readonly<Record<string, string>>;
    /** What a form of a page (edge/pages) sends along, as proof that it is ours. */
    formToken: string;
  };
}
