/** Every table of D1; migrations are made from it (drizzle.config.ts). One file a room. */
export * from "./tables/identity.ts";
export * from "./tables/money.ts";
export * from "./tables/orders.ts";
export * from "./tables/organisations.ts";
export * from "./tables/quotes.ts";
export * from "./tables/running.ts";
export * from "./tables/scans.ts";
export * from "./tables/telling.ts";
export * from "./tables/widget.ts";
