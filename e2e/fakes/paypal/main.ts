// Serves the fake PayPal: `node e2e/fakes/paypal/main.ts --port N`. See README.md.
import { parseArgs } from "node:util";
import { portOf, readKept, serve, writeKept } from "../serve.ts";
import { control } from "./control.ts";
import { FakePayPal } from "./fake-paypal.ts";
import { emptyState, type State } from "./objects.ts";
import { WebhookSender } from "./sender.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    state: { type: "string" },
    "webhook-url": { type: "string" },
    "webhook-id": { type: "string" },
  },
});
const port = portOf(values.port);
const fake = await FakePayPal.open({
  state: { ...emptyState(), ...readKept<State>(values.state) },
  ...(values["webhook-id"] ? { webhookId: values["webhook-id"] } : {}),
});
const sender = new WebhookSender(fake, values["webhook-url"]);
serve({
  name: "PayPal",
  port,
  answer: async (request) => (await control(fake, sender, request)) ?? fake.handle(request),
  keep: () => writeKept(values.state, fake.world.state),
  pump: () => sender.pump(),
  broken: { name: "INTERNAL_SERVER_ERROR" },
});
