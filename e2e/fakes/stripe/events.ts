import { type Form, mergeMetadata, needed, part, text, texts, whole } from "./form.ts";
import { page } from "./lists.ts";
import type { WebhookEndpoint } from "./objects.ts";
import type { World } from "./world.ts";

export function listEvents(world: World, form: Form): object {
  const type = text(form, "type");
  const types = texts(form, "types");
  const since = whole(part(form, "created"), "gte") ?? 0;
  const all = Object.values(world.state.events).filter(
    (e) => (!type || e.type === type) && (types.length === 0 || types.includes(e.type)) && e.created >= since,
  );
  return page(all, form, "/v1/events");
}

export function createEndpoint(world: World, form: Form): WebhookEndpoint {
  const endpoint: WebhookEndpoint = {
    ...{ id: world.id("we"), object: "webhook_endpoint", created: world.nowS(), livemode: false, status: "enabled" },
    ...{ url: needed(form, "url"), enabled_events: texts(form, "enabled_events"), metadata: mergeMetadata({}, form) },
    secret: `whsec_${crypto.randomUUID().replaceAll("-", "")}`,
  };
  world.state.endpoints[endpoint.id] = endpoint;
  return endpoint;
}

/** The secret is told once, when the endpoint is made. */
export function listEndpoints(world: World, form: Form): object {
  const all = Object.values(world.state.endpoints).map(({ secret: _, ...rest }) => rest);
  return page(all, form, "/v1/webhook_endpoints");
}

export const hears = (endpoint: WebhookEndpoint, type: string): boolean =>
  endpoint.status === "enabled" && (endpoint.enabled_events.includes("*") || endpoint.enabled_events.includes(type));
