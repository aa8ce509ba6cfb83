import { type BrandView, brandViewSchema } from "#contract/organisation";
import { whose } from "../account/whose.ts";
import { database, outbox } from "../app/services.ts";
import { keepAnswer, keptAnswer } from "../server/kept-answers.ts";
import { setWorn } from "../ui/brand.ts";
import { accentTokens } from "./accent-tokens.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");
let accent: BrandView["accent"] | null = null;
const ofWorkspace = (ownerId: string | null) => (whose()?.workspaceId ?? null) === ownerId;

/** As last known at once, then as the server says; null, or an organisation without a look: Caliper's own. */
export async function wearBrand(ownerId: string | null): Promise<void> {
  if (ownerId === null) return show(null);
  const key = `brand ${ownerId}`;
  const kept = await keptAnswer(database, key, brandViewSchema);
  if (!ofWorkspace(ownerId)) return;
  show(kept?.body ?? null);
  const answer = await outbox.server.ask("GET", `/brand/${ownerId}`, {}, brandViewSchema);
  if (answer.kind === "ok") await keepAnswer(database, key, answer.body, Date.now());
  else if (answer.kind === "problem" && answer.problem.code === "not-found")
    await database.run((db) => db.delete("answers", key));
  else return;
  if (ofWorkspace(ownerId)) show(answer.kind === "ok" ? answer.body : null);
}

function show(brand: BrandView | null): void {
  setWorn(brand && { name: brand.name, logoUrl: brand.logoUrl && ownPath(brand.logoUrl) });
  accent = brand?.accent ?? null;
  colour();
}

/** The logo is served beside the app, whatever name the server has for itself. */
function ownPath(url: string): string {
  const { pathname, search } = new URL(url, location.origin);
  return pathname + search;
}

/** Through the tokens alone, so that everything follows. */
function colour(): void {
  const { style } = document.documentElement;
  const tokens = accent && accentTokens(accent, dark.matches ? "dark" : "light");
  for (const name of ["--blue", "--blue-soft"] as const) {
    if (tokens) style.setProperty(name, tokens[name]);
    else style.removeProperty(name);
  }
}

dark.addEventListener("change", colour);
