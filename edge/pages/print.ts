import type { Context } from "hono";
import * as v from "valibot";
import { countrySchema } from "#contract/price-book";
import { type LeadTime, leadTimeSchema } from "#contract/print-settings";
import type { ProblemCode } from "#contract/problem";
import { problems } from "#contract/problem";
import type { QuoteAsked } from "#contract/quoting";
import { firstChoice, type Shop, shippingFor } from "#quote/choice/choice";
import { openDb } from "../db/client.ts";
import type { PartRow } from "../db/parts.ts";
import { readShop } from "../db/price-books.ts";
import { findQuote } from "../db/quotes.ts";
import { onlyAsDrawn, type Ways, waysOfPart } from "../flows/quoting/ways-of-part.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { priced } from "../routes/quoting/own-quote.ts";
import { isCaller } from "../routes/read-request.ts";
import { readForm } from "./caller.ts";
import { type ChoiceDraft, choiceFields, draftOf, readChoice } from "./choice-draft.ts";
import { choicesForm, type DeliveryField, type FormLine, type FormOrder } from "./choices-form.ts";
import { problemNote } from "./fields.ts";
import { type Html, nothing, showPage } from "./frame.ts";
import { isPrintable } from "./part-section.ts";
import { idsIn, ownParts } from "./parts.ts";
import { print } from "./words.ts";

const title = "How it is printed";
const firstCountry = "GB";
/** Of all parts of a form together: for more of them nothing is proposed, as a request may take only so long. */
const trianglesLookedAt = 400_000;

/** The choices of parts: those that a quote was asked with, or what the shop proposes. */
export async function choicesPage(c: Context<App>): Promise<Response> {
  const shop = await readShop(openDb(c.env.DB));
  const asked = await askedBefore(c, c.req.query("quote"));
  const ids = asked ? asked.lines.map(({ partId }) => partId) : idsIn(c.req.queries("part") ?? []);
  const parts = await withWays(c, (await ownParts(c, ids)).filter(isPrintable), shop);
  if (parts.length === 0)
    throw new ProblemError("not-found", "There is no such part, or it cannot be printed as it is.");
  const lines = parts.map(({ part, ways }): FormLine => {
    const before = asked?.lines.find(({ partId }) => partId === part.partId)?.choice;
    const choice = before ?? firstChoice(shop, { fdm: [...ways.fdm], sla: [...ways.sla] });
    if (!choice) throw new ProblemError("price-term-missing", "The shop prints nothing at present.");
    return { part, ways, draft: draftOf(shop, choice), wrong: {} };
  });
  const delivery = asked ?? {
    leadTime: "standard",
    country: firstCountry,
    shipping: shippingFor(shop, "", firstCountry),
  };
  return formPage(c, shop, { lines, delivery, wrong: {} });
}

function formPage(
  c: Context<App>,
  shop: Shop,
  order: FormOrder,
  status = 200,
  refused: Html = nothing,
): Promise<Response> {
  const body = choicesForm(shop, order, c.get("formToken"), refused);
  return showPage(c, { title, room: "start", body, status });
}

async function askedBefore(c: Context<App>, quoteId: string | undefined): Promise<QuoteAsked | null> {
  const [id] = idsIn([quoteId ?? ""]);
  const quote = id === undefined ? undefined : await findQuote(openDb(c.env.DB), id);
  return quote && (await isCaller(c, quote.ownerId, quote.visitorId)) ? quote.asked : null;
}

async function withWays(
  c: Context<App>,
  parts: readonly PartRow[],
  shop: Shop,
): Promise<{ part: PartRow; ways: Ways }[]> {
  const found: { part: PartRow; ways: Ways }[] = [];
  let left = trianglesLookedAt;
  for (const part of parts) {
    left -= part.check?.triangles ?? 0;
    found.push({ part, ways: left > 0 ? await waysOfPart(c.env, part, shop.catalogue) : onlyAsDrawn });
  }
  return found;
}

/** What was chosen becomes a quote; what does not go together comes back, with what is wrong beside it. */
export async function postChoices(c: Context<App>): Promise<Response> {
  const form = await readForm(c);
  const shop = await readShop(openDb(c.env.DB));
  const ids = idsIn(form.getAll("part"));
  const parts = await withWays(c, (await ownParts(c, ids)).filter(isPrintable), shop);
  if (parts.length === 0) throw new ProblemError("not-found", "The parts are not here any more.");
  const read = parts.map(({ part, ways }) => {
    const draft = draftIn(form, ids.indexOf(part.partId));
    return { part, ways, draft, ...readChoice(shop, draft, ways) };
  });
  const delivery = {
    leadTime: text(form, "leadTime"),
    shipping: text(form, "shipping"),
    country: text(form, "country"),
  };
  const order: FormOrder = { lines: read, delivery, wrong: wrongDelivery(shop, delivery) };
  const lines = read.flatMap(({ part, choice }) =>
    choice ? [{ lineId: crypto.randomUUID(), partId: part.partId, choice }] : [],
  );
  if (lines.length < read.length || Object.keys(order.wrong).length > 0) return formPage(c, shop, order, 422);
  const answer = await askFor(c, { ...delivery, leadTime: delivery.leadTime as LeadTime, lines });
  if (answer.ok) return c.redirect(`/plain/quotes/${answer.quoteId}`, 303);
  return formPage(c, shop, order, problems[answer.code].status, problemNote(answer.code, answer.detail));
}

const text = (form: URLSearchParams, name: string): string => (form.get(name) ?? "").slice(0, 200);

const draftIn = (form: URLSearchParams, at: number): ChoiceDraft =>
  Object.fromEntries(choiceFields.map((name) => [name, text(form, `${name}-${at}`)])) as ChoiceDraft;

function wrongDelivery(shop: Shop, delivery: Record<DeliveryField, string>): FormOrder["wrong"] {
  const wrong: Partial<Record<DeliveryField, string>> = {};
  if (!v.is(leadTimeSchema, delivery.leadTime)) wrong.leadTime = "Choose one of these.";
  if (!v.is(countrySchema, delivery.country)) wrong.country = "Choose one of these.";
  else if (shippingFor(shop, delivery.shipping, delivery.country) !== delivery.shipping)
    wrong.shipping = print.price.unpriced["not-sent-there"];
  return wrong;
}

type Asked = { ok: true; quoteId: string } | { ok: false; code: ProblemCode; detail: string };

/** A quote of these choices, by the same way as the app's; each is a room of its own, as nobody listens here. */
export async function askFor(
  c: Context<App>,
  what: Pick<QuoteAsked, "lines" | "leadTime" | "shipping" | "country">,
): Promise<Asked> {
  const quoteId = crypto.randomUUID();
  const { lines, leadTime, shipping, country } = what;
  const asked: QuoteAsked = { quoteId, roomId: quoteId, revision: 1, lines, leadTime, shipping, country };
  const done = await priced(c, asked, Date.now());
  return done.ok ? { ok: true, quoteId } : done;
}
