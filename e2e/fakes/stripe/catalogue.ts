import { invalid } from "./fault.ts";
import { type Form, flag, mergeMetadata, needed, part, text, texts, whole } from "./form.ts";
import { find, page } from "./lists.ts";
import type { Price, Product } from "./objects.ts";
import type { World } from "./world.ts";

export function createProduct(world: World, form: Form): Product {
  const id = text(form, "id") ?? world.id("prod");
  if (world.state.products[id]) throw invalid("Product already exists.", "id", "resource_already_exists");
  const product: Product = {
    ...{ id, object: "product", active: flag(form, "active") ?? true, created: world.nowS(), livemode: false },
    ...{ name: needed(form, "name"), metadata: mergeMetadata({}, form), tax_code: text(form, "tax_code") ?? null },
  };
  world.state.products[id] = product;
  world.emit("product.created", product);
  return product;
}

export function updateProduct(world: World, id: string, form: Form): Product {
  const product = find(world.state.products, id, "product");
  product.name = text(form, "name") ?? product.name;
  product.active = flag(form, "active") ?? product.active;
  product.metadata = mergeMetadata(product.metadata, form);
  world.emit("product.updated", product);
  return product;
}

export const listProducts = (world: World, form: Form): object =>
  page(Object.values(world.state.products), form, "/v1/products");

export function createPrice(world: World, form: Form): Price {
  const recurring = part(form, "recurring");
  const usage = text(recurring, "usage_type") ?? "licensed";
  const meter = text(recurring, "meter") ?? null;
  if (usage === "metered" && !meter) throw invalid("Metered prices need a meter.", "recurring[meter]");
  if (meter) find(world.state.meters, meter, "meter", 400);
  if (text(recurring, "interval") !== "month") throw invalid("This fake knows monthly prices.", "recurring[interval]");
  const price: Price = {
    ...{ id: world.id("price"), object: "price", active: true, billing_scheme: "per_unit", created: world.nowS() },
    ...{ currency: needed(form, "currency"), livemode: false, lookup_key: null, metadata: mergeMetadata({}, form) },
    product: find(world.state.products, needed(form, "product"), "product", 400).id,
    recurring: {
      interval: "month",
      interval_count: 1,
      usage_type: usage === "metered" ? "metered" : "licensed",
      meter,
    },
    tax_behavior: (text(form, "tax_behavior") ?? "unspecified") as Price["tax_behavior"],
    ...{ type: "recurring", unit_amount: whole(form, "unit_amount") ?? 0 },
  };
  world.state.prices[price.id] = price;
  setLookupKey(world, price, form);
  world.emit("price.created", price);
  return price;
}

function setLookupKey(world: World, price: Price, form: Form): void {
  const key = text(form, "lookup_key");
  if (!key) return;
  const holder = Object.values(world.state.prices).find((p) => p.lookup_key === key && p.id !== price.id);
  if (holder && flag(form, "transfer_lookup_key") !== true) {
    delete world.state.prices[price.id];
    throw invalid(`A price (\`${holder.id}\`) already uses that lookup key.`, "lookup_key", "resource_already_exists");
  }
  if (holder) holder.lookup_key = null;
  price.lookup_key = key;
}

export function updatePrice(world: World, id: string, form: Form): Price {
  const price = find(world.state.prices, id, "price");
  price.active = flag(form, "active") ?? price.active;
  price.metadata = mergeMetadata(price.metadata, form);
  setLookupKey(world, price, form);
  world.emit("price.updated", price);
  return price;
}

export function listPrices(world: World, form: Form): object {
  const keys = texts(form, "lookup_keys");
  const active = flag(form, "active");
  const product = text(form, "product");
  const all = Object.values(world.state.prices).filter(
    (p) =>
      (keys.length === 0 || (p.lookup_key !== null && keys.includes(p.lookup_key))) &&
      (active === undefined || p.active === active) &&
      (!product || p.product === product),
  );
  return page(all, form, "/v1/prices");
}
