import * as v from "valibot";
import {
  noticeChoicesSchema,
  noticeListSchema,
  noticesReadSchema,
  pushEndpointSchema,
  pushKeySchema,
  pushSubscriptionSchema,
  unreadSchema,
} from "../notice.ts";
import { operations } from "./operation.ts";

export const noticeOperations = operations({
  listNotices: {
    ...{ method: "get", path: "/notices", permission: "notice:read", tag: "Notices", problems: [] },
    summary: "What one was told, newest first",
    query: {
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      cursor: v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/)),
    },
    answers: { 200: noticeListSchema },
  },
  readNotices: {
    ...{ method: "post", path: "/notices/read", permission: "notice:write", tag: "Notices", problems: [] },
    summary: "Mark notices as read",
    body: noticesReadSchema,
    answers: { 200: unreadSchema },
  },
  getNoticeChoices: {
    ...{ method: "get", path: "/notices/choices", permission: "notice:read", tag: "Notices", problems: [] },
    summary: "Which ways one is told of what",
    answers: { 200: noticeChoicesSchema },
  },
  putNoticeChoices: {
    ...{ method: "put", path: "/notices/choices", permission: "notice:write", tag: "Notices", problems: [] },
    summary: "Choose which ways one is told of what",
    body: noticeChoicesSchema,
    answers: { 200: noticeChoicesSchema },
  },
  getPushKey: {
    ...{ method: "get", path: "/push/key", permission: null, tag: "Notices", problems: [] },
    summary: "The key a browser subscribes to Web Push with",
    answers: { 200: pushKeySchema },
  },
  putPushSubscription: {
    ...{ method: "put", path: "/push/subscriptions", permission: "notice:write", tag: "Notices" },
    summary: "Tell this browser by Web Push",
    body: pushSubscriptionSchema,
    answers: { 204: null },
    problems: ["push-endpoint-unfit"],
  },
  deletePushSubscription: {
    ...{ method: "delete", path: "/push/subscriptions", permission: "notice:write", tag: "Notices", problems: [] },
    summary: "Tell this browser no more",
    body: pushEndpointSchema,
    answers: { 204: null },
  },
});
