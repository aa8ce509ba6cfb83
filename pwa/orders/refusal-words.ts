import { serviceWords } from "../i18n/service-words.ts";
import type { Refusal } from "../server/refusal.ts";

const own = serviceWords.orders.problems;

/** Some problems are told of subscriptions too: of an order they are said in an order's words. */
export const orderRefusal = (refusal: Refusal | null): Refusal | null =>
  refusal && Object.hasOwn(own, refusal.code) ? { ...refusal, ...own[refusal.code] } : refusal;
