import * as v from "valibot";
import type { ProblemCode } from "../problem.ts";
import {
  deliveryListSchema,
  deliveryViewSchema,
  webhookListSchema,
  webhookMadeSchema,
  webhookPutSchema,
  webhookViewSchema,
} from "../webhook.ts";
import { operations } from "./operation.ts";

const one = "/webhooks/{webhookId}";
const tag = "Webhooks";
const own = ["not-found"] as const satisfies readonly ProblemCode[];

export const webhookOperations = operations({
  listWebhooks: {
    ...{ method: "get", path: "/webhooks", permission: "webhook:read", tag, problems: [] },
    summary: "Where one's own server is told of events",
    answers: { 200: webhookListSchema },
  },
  putWebhook: {
    ...{ method: "put", path: one, permission: "webhook:write", tag },
    summary: "Make an endpoint (the secret is told once), change it, pause it or go on",
    body: webhookPutSchema,
    answers: { 200: webhookViewSchema, 201: webhookMadeSchema },
    problems: ["webhook-url-unfit", "webhooks-too-many", "id-taken"],
  },
  deleteWebhook: {
    ...{ method: "delete", path: one, permission: "webhook:write", tag, problems: own },
    summary: "Delete an endpoint with its log",
    answers: { 204: null },
  },
  pingWebhook: {
    ...{ method: "post", path: `${one}/ping`, permission: "webhook:write", tag, problems: [...own, "webhook-paused"] },
    summary: "Send a ping and say what came back",
    answers: { 200: deliveryViewSchema },
  },
  listDeliveries: {
    ...{ method: "get", path: `${one}/deliveries`, permission: "webhook:read", tag, problems: own },
    summary: "What was sent and what came back, newest first; kept for 30 days",
    query: {
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      cursor: v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/)),
    },
    answers: { 200: deliveryListSchema },
  },
  replayDelivery: {
    ...{ method: "post", path: `${one}/deliveries/{deliveryId}/replay`, permission: "webhook:write", tag },
    summary: "Send it again, with the id it had",
    answers: { 200: deliveryViewSchema },
    problems: [...own, "webhook-paused"],
  },
});
