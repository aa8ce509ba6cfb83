import { addMonths } from "./calendar.ts";
import { invalid } from "./fault.ts";
import { type Form, mergeMetadata, needed, part, rows, text, whole } from "./form.ts";
import { find, page } from "./lists.ts";
import type { Phase, Schedule, Subscription } from "./objects.ts";
import { itemOf, wantedItems } from "./subscriptions.ts";
import type { World } from "./world.ts";

export function createSchedule(world: World, form: Form): Schedule {
  const sub = find(world.state.subscriptions, needed(form, "from_subscription"), "subscription", 400);
  if (sub.ended_at !== null) throw invalid("The subscription has ended.", "from_subscription");
  if (sub.schedule) throw invalid("The subscription already has a schedule.", "from_subscription");
  if (sub.cancel_at_period_end) throw invalid("The subscription is set to cancel.", "from_subscription");
  const item = sub.items.data[0];
  const [start, end] = [item?.current_period_start ?? 0, item?.current_period_end ?? 0];
  const schedule: Schedule = {
    ...{ id: world.id("sub_sched"), object: "subscription_schedule", created: world.nowS(sub.customer) },
    ...{ current_phase: { start_date: start, end_date: end }, customer: sub.customer, end_behavior: "release" },
    ...{ livemode: false, metadata: mergeMetadata({}, form), released_at: null, released_subscription: null },
    phases: [{ start_date: start, end_date: end, items: itemsNow(sub), proration_behavior: "create_prorations" }],
    ...{ status: "active", subscription: sub.id },
  };
  world.state.schedules[schedule.id] = schedule;
  sub.schedule = schedule.id;
  world.emit("subscription_schedule.created", schedule, sub.customer);
  world.emit("customer.subscription.updated", sub, sub.customer);
  return schedule;
}

export const itemsNow = (sub: Subscription): Phase["items"] =>
  sub.items.data.map(({ price, quantity }) => ({ price: price.id, ...(quantity === undefined ? {} : { quantity }) }));

export function updateSchedule(world: World, id: string, form: Form): Schedule {
  const schedule = find(world.state.schedules, id, "subscription_schedule");
  if (schedule.status !== "active") throw invalid(`The schedule is ${schedule.status}.`);
  schedule.end_behavior = text(form, "end_behavior") === "cancel" ? "cancel" : "release";
  schedule.metadata = mergeMetadata(schedule.metadata, form);
  const wanted = rows(form, "phases");
  if (wanted.length > 0)
    setPhases(
      schedule,
      wanted.map((row) => phaseOf(world, row)),
    );
  world.emit("subscription_schedule.updated", schedule, schedule.customer);
  return schedule;
}

type LoosePhase = Omit<Phase, "start_date" | "end_date"> & { start?: number; end?: number; months?: number };

function phaseOf(world: World, row: Form): LoosePhase {
  const [start, end] = [whole(row, "start_date"), whole(row, "end_date")];
  const duration = part(row, "duration");
  const months = text(duration, "interval") === "month" ? (whole(duration, "interval_count") ?? 1) : undefined;
  return {
    items: wantedItems(world, rows(row, "items")),
    proration_behavior: text(row, "proration_behavior") === "none" ? "none" : "create_prorations",
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(months === undefined ? {} : { months }),
  };
}

function setPhases(schedule: Schedule, wanted: LoosePhase[]): void {
  const first = schedule.phases[0];
  if (wanted[0]?.start !== first?.start_date) throw invalid("The current phase must keep its start.", "phases[0]");
  let at = first?.start_date ?? 0;
  schedule.phases = wanted.map(({ start, end, months, ...phase }) => {
    if (start !== undefined && start !== at) throw invalid("Phases must follow each other.", "phases");
    const endS = end ?? (months === undefined ? undefined : addMonths(at, months));
    if (endS === undefined) throw invalid("A phase needs an end_date or a duration.", "phases");
    const whole = { ...phase, start_date: at, end_date: endS };
    at = endS;
    return whole;
  });
}

export function releaseSchedule(world: World, id: string): Schedule {
  const schedule = find(world.state.schedules, id, "subscription_schedule");
  if (schedule.status !== "active") throw invalid(`The schedule is ${schedule.status}.`);
  const sub = schedule.subscription ? world.state.subscriptions[schedule.subscription] : undefined;
  const nowS = world.nowS(schedule.customer);
  Object.assign(schedule, { status: "released", released_at: nowS, released_subscription: schedule.subscription });
  schedule.subscription = null;
  schedule.current_phase = null;
  if (sub) sub.schedule = null;
  world.emit("subscription_schedule.released", schedule, schedule.customer);
  if (sub) world.emit("customer.subscription.updated", sub, sub.customer);
  return schedule;
}

export const listSchedules = (world: World, form: Form): object =>
  page(
    Object.values(world.state.schedules).filter(
      (s) => !text(form, "customer") || s.customer === text(form, "customer"),
    ),
    form,
    "/v1/subscription_schedules",
  );

/** At the turn of a period: the phase that begins now, or the schedule's end. */
export function turnSchedule(world: World, sub: Subscription, atS: number): void {
  const schedule = sub.schedule ? world.state.schedules[sub.schedule] : undefined;
  if (!schedule) return;
  const phase = schedule.phases.find((p) => p.start_date === atS);
  if (phase) {
    const kept = sub.items.data;
    sub.items.data = phase.items.map((wanted) => {
      const item = itemOf(world, sub.id, wanted, atS, atS);
      const same = kept.find((k) => k.price.recurring.usage_type === item.price.recurring.usage_type);
      return same ? { ...item, id: same.id, created: same.created } : item;
    });
    schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
    world.emit("subscription_schedule.updated", schedule, schedule.customer);
  } else if (schedule.phases.every((p) => p.end_date <= atS)) releaseSchedule(world, schedule.id);
}
