import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import * as v from "valibot";
import { deviceTokenSchema } from "#contract/ids";
import { hmacKey, hmacSign, hmacVerify, randomToken } from "../adapters/digest.ts";
import { may, type Principal } from "../domain/access/may.ts";
import { fromOurPages } from "../routes/access/our-pages.ts";
import { byDevice, bySession } from "../routes/access/principal.ts";
import { countCaller } from "../routes/access/rate-limit.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";

const cookieName = "caliper-pages";
/** Browsers keep none for longer. */
const keptS = 400 * 86_400;
const attributes = { prefix: "host", httpOnly: true, secure: true, sameSite: "Lax", path: "/" } as const;

/**
 * Who asks: the account that is signed in, else this browser, which is a device like any other; only that its token lies
 * in a cookie, as nothing else could send it. Whoever only looks gets one, and leaves no trace here.
 */
export const knowCaller: MiddlewareHandler<App> = async (c, next) => {
  const asks = readsOnly(c);
  if (!asks) mustNotBeForeign(c);
  const principal = (await bySession(c)) ?? (await byCookie(c)) ?? (asks ? await newDevice(c) : null);
  await countCaller(c, principal?.actor ?? null, { method: asks ? "get" : "post", path: "/plain" });
  if (!principal) throw new ProblemError("unauthorized", "The cookie of this page did not come back. Allow cookies.");
  if (!may(principal, asks ? "quote:read" : "quote:write")) throw new ProblemError("forbidden");
  c.set("principal", principal);
  c.set("formToken", await hmacSign(await hmacKey(c.env.LINK_SIGNING_KEY), saidBy(principal)));
  await next();
};

const readsOnly = (c: Context<App>): boolean => c.req.method === "GET" || c.req.method === "HEAD";

/** Browsers without scripts may be old ones, which send no Origin: for them the form's token alone has to do. */
function mustNotBeForeign(c: Context<App>): void {
  if (c.req.header("origin") !== undefined && !fromOurPages(c)) throw new ProblemError("origin-refused");
  if (c.req.header("sec-fetch-site") === "cross-site") throw new ProblemError("origin-refused");
}

async function byCookie(c: Context<App>): Promise<Principal | null> {
  const token = getCookie(c, cookieName, "host");
  return v.is(deviceTokenSchema, token) ? byDevice(c, token) : null;
}

function newDevice(c: Context<App>): Promise<Principal | null> {
  const token = `cd_${randomToken()}`;
  setCookie(c, cookieName, token, { ...attributes, maxAge: keptS });
  return byDevice(c, token);
}

const saidBy = ({ actor }: Principal): string =>
  `form\n${actor.kind === "device" ? actor.tokenSha256 : actor.kind === "session" ? actor.sessionId : ""}`;

/** Whether a form carries the token that was put into it for this caller. Throws where it does not. */
export async function mustBeOurForm(c: Context<App>, token: string | null): Promise<void> {
  const text = saidBy(c.get("principal"));
  const genuine = await hmacVerify(await hmacKey(c.env.LINK_SIGNING_KEY), text, token ?? "");
  if (!genuine) throw new ProblemError("origin-refused", "Go back, load the page anew and send it again.");
}

const formBytesMax = 64 * 1024;

/** What a plain form carries, once it is known to be ours. */
export async function readForm(c: Context<App>): Promise<URLSearchParams> {
  const declared = Number(c.req.header("content-length") ?? Number.NaN);
  if (!(declared <= formBytesMax)) throw new ProblemError("request-invalid", "The form is too long.");
  const form = new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
  await mustBeOurForm(c, form.get("token"));
  return form;
}
