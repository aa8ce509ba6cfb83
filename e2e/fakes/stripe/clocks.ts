import { invalid } from "./fault.ts";
import { type Form, text } from "./form.ts";
import { find, page } from "./lists.ts";
import type { TestClock } from "./objects.ts";
import { passTime } from "./renewals.ts";
import type { World } from "./world.ts";

export function createClock(world: World, form: Form): TestClock {
  const frozen = Number(text(form, "frozen_time"));
  const clock: TestClock = {
    ...{ id: world.id("clock"), object: "test_helpers.test_clock", created: world.nowS(), frozen_time: frozen },
    ...{ deletes_after: world.nowS() + 30 * 86_400, livemode: false, name: text(form, "name") ?? null },
    ...{ status: "ready", status_details: {} },
  };
  world.state.clocks[clock.id] = clock;
  return clock;
}

/** Done when it answers; the real one takes a while and says so by its status. */
export function advanceClock(world: World, id: string, form: Form): TestClock {
  const clock = find(world.state.clocks, id, "test_clock");
  const toS = Number(text(form, "frozen_time"));
  if (!(toS > clock.frozen_time)) throw invalid("A test clock only goes forward.", "frozen_time");
  passTime(
    world,
    (customer) => customer !== null && world.state.customers[customer]?.test_clock === id,
    toS,
    (nowS) => {
      clock.frozen_time = nowS;
    },
  );
  world.emit("test_helpers.test_clock.ready", clock);
  return clock;
}

/** The clock of everybody else: what has come due since it was looked at last. */
export function catchUp(world: World, seconds = 0): void {
  const toS = world.nowS() + seconds;
  const offset = world.state.offsetS + seconds;
  const realS = toS - offset;
  passTime(
    world,
    (customer) => customer === null || !world.state.customers[customer]?.test_clock,
    toS,
    (nowS) => {
      world.state.offsetS = nowS - realS;
    },
  );
}

export const listClocks = (world: World, form: Form): object =>
  page(Object.values(world.state.clocks), form, "/v1/test_helpers/test_clocks");

export function deleteClock(world: World, id: string): object {
  find(world.state.clocks, id, "test_clock");
  for (const customer of Object.values(world.state.customers)) {
    if (customer.test_clock === id) customer.deleted = true;
  }
  delete world.state.clocks[id];
  return { id, object: "test_helpers.test_clock", deleted: true };
}
