import { type Context, Hono } from "hono";
import { shield } from "../routes/access/guard.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { knowCaller } from "./caller.ts";
import { errorPage } from "./error-page.ts";
import { orderFormPage, postOrder } from "./order-form.ts";
import { orderPage, ordersPage, postCancel, receiptOfOrder } from "./orders.ts";
import { partPicture, partsPage, postAgain, postDelete, postFiles, postUnit } from "./parts.ts";
import { choicesPage, postChoices } from "./print.ts";
import { postCheaper, postRequote, quotePage, quotePdfPage, quotesPage } from "./quotes.ts";
import { startPage } from "./start-page.ts";
import { style } from "./style.ts";
import { postTakeOver, takeOverPage } from "./take-over.ts";

/** Upload, choose, quote and order as plain pages and forms: below /plain, for whoever has no JavaScript. */
export const pages = new Hono<App>();

pages.onError((error, c) => errorPage(error, c as Context<App>));
pages.get("/style.css", (c) =>
  c.body(style, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=86400" }),
);
pages.use("*", shield, knowCaller);

pages.get("/", startPage);
pages.post("/parts", postFiles);
pages.get("/parts", partsPage);
pages.post("/parts/:partId/unit", postUnit);
pages.post("/parts/:partId/again", postAgain);
pages.post("/parts/:partId/delete", postDelete);
pages.get("/parts/:partId/picture.png", partPicture);
pages.get("/print", choicesPage);
pages.get("/quotes", quotesPage);
pages.post("/quotes", postChoices);
pages.get("/quotes/:quoteId", quotePage);
pages.get("/quotes/:quoteId/quote.pdf", quotePdfPage);
pages.post("/quotes/:quoteId/requote", postRequote);
pages.post("/quotes/:quoteId/cheaper", postCheaper);
pages.get("/quotes/:quoteId/order", orderFormPage);
pages.post("/quotes/:quoteId/order", postOrder);
pages.get("/take/:quoteId", takeOverPage);
pages.post("/take/:quoteId", postTakeOver);
pages.get("/orders", ordersPage);
pages.get("/orders/:orderId", orderPage);
pages.get("/orders/:orderId/receipt", receiptOfOrder);
pages.post("/orders/:orderId/cancel", postCancel);
pages.all("*", () => {
  throw new ProblemError("not-found");
});
