import * as v from "valibot";
import { quoteListSchema } from "../quoting.ts";
import * as widget from "../widget.ts";
import { operations } from "./operation.ts";

const tag = "Quote widget";
const oneKey = "/widget/keys/{keyId}";

export const widgetOperations = operations({
  listWidgetKeys: {
    ...{ method: "get", path: "/widget/keys", permission: "key:read", tag, problems: [] },
    summary: "The workspace's publishable keys",
    answers: { 200: widget.widgetKeyListSchema },
  },
  createWidgetKey: {
    ...{ method: "post", path: "/widget/keys", permission: "key:write", tag, problems: ["limit-reached"] },
    summary: "Make a publishable key for the pages of some origins",
    body: widget.widgetKeyRequestSchema,
    answers: { 201: widget.widgetKeyViewSchema },
  },
  patchWidgetKey: {
    ...{ method: "patch", path: oneKey, permission: "key:write", tag, problems: ["not-found"] },
    summary: "Rename a publishable key, or set its origins",
    body: widget.widgetKeyPatchSchema,
    answers: { 200: widget.widgetKeyViewSchema },
  },
  revokeWidgetKey: {
    ...{ method: "delete", path: oneKey, permission: "key:write", tag, problems: ["not-found"] },
    summary: "Revoke a publishable key: widgets with it are refused from then on",
    answers: { 204: null },
  },
  listVisitorQuotes: {
    ...{ method: "get", path: "/widget/quotes", permission: "quote:read", tag, problems: [] },
    summary: "What visitors of those pages were quoted, newest first",
    query: {
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      cursor: v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/)),
    },
    answers: { 200: quoteListSchema },
  },
});
