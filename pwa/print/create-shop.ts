import { createMemo } from "solid-js";
import { catalogueSchema } from "#contract/material-catalogue";
import { priceBookSchema } from "#contract/price-book";
import { createAnswer } from "../server/create-answer.ts";
import { firstShop, type Shop } from "./choice.ts";

/** The shop's catalogue and prices: as the server says, as last known, or what every shop begins with. */
export function createShop() {
  const catalogue = createAnswer(() => ({ path: "/materials/catalog", keep: "print catalogue" }), catalogueSchema);
  const book = createAnswer(() => ({ path: "/materials/prices", keep: "print prices" }), priceBookSchema);
  const shop = createMemo((): Shop => {
    const [known, priced] = [catalogue.body(), book.body()];
    return known && priced ? { catalogue: known, book: priced } : firstShop;
  });
  const standing = () => (shop() === firstShop ? "default" : book.reach() === "fresh" ? "fresh" : "stale");
  return { shop, standing };
}
