import { invalid, missing } from "./fault.ts";
import { type Form, needed, part, text, whole } from "./form.ts";
import { find, listOf, page } from "./lists.ts";
import type { Meter, MeterEvent } from "./objects.ts";
import type { World } from "./world.ts";

const dayS = 86_400;

export function createMeter(world: World, form: Form): Meter {
  const eventName = needed(form, "event_name");
  const all = Object.values(world.state.meters);
  if (all.some((m) => m.event_name === eventName && m.status === "active")) {
    throw invalid(`An active meter already uses the event name ${eventName}.`, "event_name");
  }
  const meter: Meter = {
    ...{ id: world.id("mtr"), object: "billing.meter", created: world.nowS(), updated: world.nowS(), livemode: false },
    customer_mapping: {
      event_payload_key: text(part(form, "customer_mapping"), "event_payload_key") ?? "stripe_customer_id",
      type: "by_id",
    },
    default_aggregation: { formula: text(part(form, "default_aggregation"), "formula") === "count" ? "count" : "sum" },
    ...{ display_name: needed(form, "display_name"), event_name: eventName, status: "active" },
    value_settings: { event_payload_key: text(part(form, "value_settings"), "event_payload_key") ?? "value" },
  };
  world.state.meters[meter.id] = meter;
  world.emit("billing.meter.created", meter);
  return meter;
}

export function listMeters(world: World, form: Form): object {
  const status = text(form, "status");
  return page(
    Object.values(world.state.meters).filter((m) => !status || m.status === status),
    form,
    "/v1/billing/meters",
  );
}

/** An identifier counts once in 24 hours, and no longer: who sends it again a day later is billed twice. */
export function createMeterEvent(world: World, form: Form): MeterEvent {
  const eventName = needed(form, "event_name");
  const meter = Object.values(world.state.meters).find((m) => m.event_name === eventName && m.status === "active");
  if (!meter) throw invalid(`No active meter found for event name ${eventName}.`, "event_name", "no_meter");
  const payload: Record<string, string> = {};
  for (const [key, value] of Object.entries(part(form, "payload"))) if (typeof value === "string") payload[key] = value;
  const customerId = payload[meter.customer_mapping.event_payload_key] ?? "";
  const nowS = world.nowS(customerId);
  const timestamp = whole(form, "timestamp") ?? nowS;
  if (timestamp < nowS - 35 * dayS || timestamp > nowS + 300) {
    throw invalid("The timestamp must be within the past 35 days and 5 minutes ahead.", "timestamp");
  }
  const identifier = text(form, "identifier") ?? world.id("mtrevt");
  const before = world.state.meterEvents.find((e) => e.identifier === identifier && nowS - e.created < dayS);
  if (before) throw invalid(`An event already exists with identifier ${identifier}.`, "identifier");
  const event: MeterEvent = {
    ...{ object: "billing.meter_event", created: nowS, event_name: eventName, identifier, livemode: false },
    ...{ payload, timestamp },
  };
  world.state.meterEvents.push(event);
  return event;
}

/** What a customer used in [from, to). */
export function usage(world: World, meter: Meter, customerId: string, fromS: number, toS: number): number {
  const { event_payload_key: who } = meter.customer_mapping;
  return world.state.meterEvents
    .filter((e) => e.event_name === meter.event_name && e.payload[who] === customerId)
    .filter((e) => e.timestamp >= fromS && e.timestamp < toS)
    .reduce((sum, e) => sum + Number(e.payload[meter.value_settings.event_payload_key] ?? 1), 0);
}

export function listSummaries(world: World, meterId: string, form: Form): object {
  const meter = find(world.state.meters, meterId, "meter");
  const customer = needed(form, "customer");
  if (!world.state.customers[customer]) throw missing("customer", customer, 400);
  const start = Number(needed(form, "start_time"));
  const end = Number(needed(form, "end_time"));
  if (start % 60 !== 0 || end % 60 !== 0) throw invalid("Times must be aligned with minutes.", "start_time");
  const aggregated = usage(world, meter, customer, start, end);
  const row = {
    ...{ id: world.id("mtrusg"), object: "billing.meter_event_summary", livemode: false, meter: meterId },
    ...{ start_time: start, end_time: end, aggregated_value: aggregated },
  };
  return listOf(aggregated > 0 ? [row] : [], `/v1/billing/meters/${meterId}/event_summaries`);
}
