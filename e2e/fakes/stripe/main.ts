// Serves the fake Stripe: `node e2e/fakes/stripe/main.ts --port N`. See README.md.
import { parseArgs } from "node:util";
import { portOf, readKept, serve, writeKept } from "../serve.ts";
import { control } from "./control.ts";
import { FakeStripe } from "./fake-stripe.ts";
import { WebhookSender } from "./sender.ts";
import { emptyState, type State } from "./world.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    state: { type: "string" },
    "webhook-url": { type: "string" },
    "webhook-secret": { type: "string" },
  },
});
const port = portOf(values.port);
const fake = new FakeStripe({ state: { ...emptyState(), ...readKept<State>(values.state) } });
const url = values["webhook-url"];
if (url) {
  fake.world.state.endpoints = {
    we_local: {
      ...{ id: "we_local", object: "webhook_endpoint", created: 0, livemode: false, metadata: {}, status: "enabled" },
      ...{ enabled_events: ["*"], url, secret: values["webhook-secret"] ?? "whsec_local" },
    },
  };
}
const sender = new WebhookSender(fake);
serve({
  name: "Stripe",
  port,
  answer: async (request) => (await control(fake, sender, request)) ?? fake.handle(request),
  keep: () => writeKept(values.state, fake.world.state),
  pump: () => sender.pump(),
  broken: { error: { type: "api_error", message: "The fake broke." } },
});
