import { fairWeather, takeUnsent, type WebhookWeather } from "../weather.ts";
import { checkoutPage, payCheckout } from "./checkout-page.ts";
import { catchUp } from "./clocks.ts";
import { Fault, invalid, missing } from "./fault.ts";
import { type Form, parseForm } from "./form.ts";
import { expand, find } from "./lists.ts";
import { html, pounds } from "./pages.ts";
import { actInPortal, portalPage } from "./portal-page.ts";
import { routeOf } from "./routes.ts";
import { type Delivery, deliveriesOf } from "./webhooks.ts";
import { emptyState, type Settings, type State, World } from "./world.ts";

export interface FakeStripeOptions {
  state?: State;
  afterRetries?: Settings["afterRetries"];
  nowMs?: () => number;
  /** Where pages are, if not at the address of the request. */
  origin?: string;
}

/** Stripe as a function from request to response; the same in Node and in workerd. */
export class FakeStripe {
  readonly world: World;
  readonly weather: WebhookWeather = { ...fairWeather };
  /** While true, every call of the API answers 503. */
  isDown = false;
  private readonly origin: string | undefined;
  private readonly nowMs: () => number;
  private readonly answered = new Map<string, { status: number; body: string }>();

  constructor({ state, afterRetries = "unpaid", nowMs = Date.now, origin }: FakeStripeOptions = {}) {
    this.nowMs = nowMs;
    this.origin = origin;
    this.world = new World(state ?? emptyState(), { afterRetries, apiVersion: "2026-10-28.endive" }, nowMs);
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    this.world.origin = this.origin ?? url.origin;
    catchUp(this.world);
    const body = request.method === "POST" ? new TextDecoder().decode(await request.arrayBuffer()) : "";
    try {
      if (url.pathname.startsWith("/v1/")) return this.api(request, url, body);
      return this.page(request.method, url.pathname, parseForm(body));
    } catch (error) {
      if (error instanceof Fault) return error.toAnswer();
      throw error;
    }
  }

  private api(request: Request, url: URL, body: string): Response {
    if (this.isDown) return Response.json({ error: { type: "api_error", message: "Down." } }, { status: 503 });
    if (!/^Bearer (sk|rk)_test_\w+$/.test(request.headers.get("authorization") ?? "")) {
      throw new Fault(401, "invalid_request_error", "Invalid API Key provided.", "api_key_invalid");
    }
    const key = request.headers.get("idempotency-key");
    const before = key ? this.answered.get(key) : undefined;
    const { status, body: answer } = before ?? this.call(request.method, url, body);
    if (key && !before) this.answered.set(key, { status, body: answer });
    const id = this.world.id("req");
    return new Response(answer, { status, headers: { "content-type": "application/json", "request-id": id } });
  }

  /** A call that is refused changes nothing. */
  private call(method: string, url: URL, body: string): { status: number; body: string } {
    const form = parseForm(method === "POST" ? body : url.search.slice(1));
    const route = routeOf(method, url.pathname.slice("/v1/".length).replace(/\/$/, ""));
    if (!route) throw missing("route", `${method} ${url.pathname}`);
    // Events never change once they are there; to copy what they hold would take longer than all else.
    const { events, ...rest } = this.world.state;
    const before = method === "GET" ? null : { ...structuredClone(rest), events: { ...events } };
    try {
      const answer = expand(this.world, route.run(this.world, form, route.id), form);
      return { status: 200, body: JSON.stringify(answer) };
    } catch (error) {
      if (before) this.world.state = before;
      throw error;
    }
  }

  private page(method: string, path: string, form: Form): Response {
    const [kind, id = ""] = path.split("/").filter(Boolean);
    const post = method === "POST";
    if (kind === "checkout") return post ? payCheckout(this.world, id, form) : checkoutPage(this.world, id);
    if (kind === "portal") return post ? actInPortal(this.world, id, form) : portalPage(this.world, id);
    if (kind === "invoices") {
      const invoice = find(this.world.state.invoices, id, "invoice");
      return html(`Invoice ${invoice.number}`, `<p>${pounds(invoice.total)}, ${invoice.status}</p>`);
    }
    throw missing("page", path);
  }

  /** Lets time pass for customers without a test clock. */
  advance(seconds: number): void {
    catchUp(this.world, seconds);
  }

  /** What happened since the last call, as webhooks; the weather decides which. */
  async takeDeliveries(): Promise<Delivery[]> {
    const ids = takeUnsent(this.world.state, this.weather);
    return (await Promise.all(ids.map((id) => this.deliveriesOf(id)))).flat();
  }

  /** One event as a webhook, signed anew: also one that was sent before. */
  deliveriesOf(eventId: string): Promise<Delivery[]> {
    if (!this.world.state.events[eventId]) throw invalid(`No such event: ${eventId}`);
    return deliveriesOf(this.world, eventId, Math.floor(this.nowMs() / 1000));
  }
}
