import { fairWeather, takeUnsent, type WebhookWeather } from "../weather.ts";
import { makeSigner, type Signer } from "./certificate.ts";
import { emptyState, Fault, type State } from "./objects.ts";
import * as orders from "./orders.ts";
import { approvePage, back } from "./pages.ts";
import { type Delivery, deliveryOf } from "./webhooks.ts";
import { World } from "./world.ts";

export interface FakePayPalOptions {
  state?: State;
  nowMs?: () => number;
  /** Where pages and the certificate are, if not at the address of the request. */
  origin?: string;
  webhookId?: string;
  signer?: Signer;
}

export const clientId = "fake-client";
export const clientSecret = "fake-secret";
export const merchantId = "FAKEMERCHANT1";
const keptMs = 6 * 3_600_000;
const yearMs = 365 * 86_400_000;
const json = (status: number, body: string): Response =>
  new Response(body, { status, headers: { "content-type": "application/json" } });

/** PayPal as a function from request to response; the same in Node and in workerd. */
export class FakePayPal {
  readonly world: World;
  readonly signer: Signer;
  readonly webhookId: string;
  readonly weather: WebhookWeather = { ...fairWeather };
  /** While true, every call of the API answers 503 and does nothing. */
  isDown = false;
  /** Whether a call that was done is answered 504 all the same. */
  losesAnswer: (path: string) => boolean = () => false;
  /** What was asked, `POST /v2/…`, and how often it was done rather than answered from memory. */
  readonly done: string[] = [];
  private readonly origin: string | undefined;
  private readonly tokens = new Set<string>();

  private constructor(options: FakePayPalOptions, signer: Signer) {
    this.world = new World(options.state ?? emptyState(), options.nowMs ?? Date.now);
    this.origin = options.origin;
    if (options.origin) this.world.origin = options.origin;
    this.webhookId = options.webhookId ?? "FAKEWEBHOOK1";
    this.signer = signer;
  }

  static async open(options: FakePayPalOptions = {}): Promise<FakePayPal> {
    const nowMs = (options.nowMs ?? Date.now)();
    return new FakePayPal(options, options.signer ?? (await makeSigner(nowMs - yearMs, nowMs + yearMs)));
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    this.world.origin = this.origin ?? url.origin;
    const body = request.method === "POST" ? new TextDecoder().decode(await request.arrayBuffer()) : "";
    try {
      if (url.pathname === "/checkoutnow") return this.page(request.method, url, body);
      if (url.pathname.startsWith("/v1/notifications/certs/")) return new Response(this.signer.pem);
      if (this.isDown) return json(503, JSON.stringify({ name: "INTERNAL_SERVICE_ERROR" }));
      if (url.pathname === "/v1/oauth2/token") return this.token(request);
      const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
      if (!this.tokens.has(token)) throw new Fault(401, "AUTHENTICATION_FAILURE");
      const answer = this.once(request, url, body);
      return this.losesAnswer(`${request.method} ${url.pathname}`) ? json(504, "") : answer;
    } catch (error) {
      if (error instanceof Fault) return json(error.status, error.body());
      throw error;
    }
  }

  private token(request: Request): Response {
    if (request.headers.get("authorization") !== `Basic ${btoa(`${clientId}:${clientSecret}`)}`) {
      throw new Fault(401, "invalid_client");
    }
    const token = this.world.id();
    this.tokens.add(token);
    return json(200, JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 32_400 }));
  }

  /** The same PayPal-Request-Id is answered as before. */
  private once(request: Request, url: URL, body: string): Response {
    const key = request.method === "POST" ? request.headers.get("paypal-request-id") : null;
    const { requestIds } = this.world.state;
    const kept = key ? requestIds[key] : undefined;
    const asked = `${url.pathname} ${body}`;
    if (key && kept && this.world.nowMs() - kept.atMs < keptMs) {
      if (kept.asked !== asked) throw new Fault(422, "DUPLICATE_REQUEST_ID");
      return json(kept.status, kept.body);
    }
    const { status, body: answer } = this.call(request.method, url, body);
    if (key) requestIds[key] = { atMs: this.world.nowMs(), asked, status, body: answer };
    return json(status, answer);
  }

  private call(method: string, url: URL, text: string): { status: number; body: string } {
    const path = url.pathname;
    this.done.push(`${method} ${path}`);
    try {
      const [status, answer] = this.route(method, url, text ? (JSON.parse(text) as Record<string, unknown>) : {});
      return { status, body: JSON.stringify(answer) };
    } catch (error) {
      if (error instanceof Fault) return { status: error.status, body: error.body() };
      throw error;
    }
  }

  private route(method: string, url: URL, body: Record<string, unknown>): [number, object] {
    const { world } = this;
    const [kind, name, id = "", act] = url.pathname.split("/").slice(2);
    const at = `${method} ${kind}/${name}${act ? `/${act}` : ""}`;
    if (at === "POST checkout/orders" && !id) return [201, orders.createOrder(world, merchantId, body)];
    if (at === "GET checkout/orders") return [200, world.orderView(orders.mustFind(world, id))];
    if (at === "POST checkout/orders/capture") return [201, orders.capture(world, id)];
    if (at === "POST payments/captures/refund") return [201, orders.refund(world, id, body)];
    if (at === "GET customer/disputes") {
      return [200, orders.listDisputes(world, url.searchParams.get("disputed_transaction_id") ?? "")];
    }
    throw new Fault(404, "RESOURCE_NOT_FOUND");
  }

  private page(method: string, url: URL, body: string): Response {
    const id = url.searchParams.get("token") ?? "";
    if (method !== "POST") return approvePage(orders.mustFind(this.world, id));
    if (new URLSearchParams(body).get("do") === "approve") {
      const order = orders.approve(this.world, id);
      return back(order.returnUrl, order);
    }
    const order = orders.mustFind(this.world, id);
    return back(order.cancelUrl, order);
  }

  /** What happened since the last call, as webhooks; the weather decides which. */
  takeDeliveries(random = Math.random): Promise<Delivery[]> {
    return Promise.all(takeUnsent(this.world.state, this.weather, random).map((id) => this.deliveryOf(id)));
  }

  /** One event as a webhook, signed anew: also one that was sent before. */
  deliveryOf(eventId: string, certUrl?: string): Promise<Delivery> {
    return deliveryOf(this.world, eventId, this.signer, this.webhookId, certUrl);
  }
}
