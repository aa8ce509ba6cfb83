import * as v from "valibot";
import { visitorHeader } from "#contract/access";
import { toldProblemSchema } from "#contract/told-problem";
import type { Answer } from "../outbox/model.ts";
import type { Ask, Server } from "../server/server.ts";

/** The shop, and the key by which this page may ask it. */
export interface ShopAccess {
  readonly shop: string;
  readonly key: string;
  /** Made for this visit and kept in memory alone: it is the only way to this visit's files and quotes. */
  readonly secret: string;
}

const timeoutMsDefault = 20_000;

export function newVisitorSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const text = btoa(String.fromCharCode(...bytes));
  return `cv_${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The shop's API as answers: what the network, the shop or this page's policy does is never an exception here. */
export function makeShopServer({ shop, key, secret }: ShopAccess): Pick<Server, "ask"> {
  const ask = async <Body>(method: string, path: string, asked: Ask = {}, schema?: v.GenericSchema<unknown, Body>) => {
    const headers: Record<string, string> = { ...asked.headers, authorization: `Bearer ${key}` };
    headers[visitorHeader] = secret;
    if (asked.json !== undefined) headers["content-type"] = "application/json";
    if (asked.bytes !== undefined) headers["content-type"] = "application/octet-stream";
    try {
      const response = await fetch(`${shop}/api/v1${path}`, {
        ...{ method, headers, mode: "cors", credentials: "omit", cache: "no-store", redirect: "error" },
        body: asked.bytes ?? (asked.json === undefined ? null : JSON.stringify(asked.json)),
        signal: AbortSignal.timeout(asked.timeoutMs ?? timeoutMsDefault),
        referrerPolicy: "no-referrer",
      });
      return await read(response, schema);
    } catch {
      return { kind: "unreachable" } as const;
    }
  };
  return { ask: ask as Server["ask"] };
}

async function read<Body>(
  response: Response,
  schema: v.GenericSchema<unknown, Body> | undefined,
): Promise<Answer<Body>> {
  if (response.ok && !schema) return { kind: "ok", body: undefined as Body };
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && schema) {
    const parsed = v.safeParse(schema, body);
    return parsed.success ? { kind: "ok", body: parsed.output } : { kind: "unreachable" };
  }
  const parsed = v.safeParse(toldProblemSchema, body);
  if (!parsed.success) return { kind: "unreachable" };
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return { kind: "problem", problem: parsed.output, retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : null };
}
