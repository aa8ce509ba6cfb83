import { type LeadTime, type Preset, printLimits } from "#contract/print-settings";
import { enPrint } from "../../i18n/en-print.ts";
import { enWidget as t } from "../../i18n/en-widget.ts";
import {
  materialOf,
  materialsOf,
  processesOf,
  type Shop,
  shippingFor,
  withMaterial,
  withPreset,
  withSettings,
} from "../../print/choice.ts";
import { countries, countryName } from "../../print/countries.ts";
import type { PrintOrder } from "../../print/order.ts";
import type { Widget } from "../create-widget.ts";
import { el } from "../el.ts";
import { formatMinor } from "../money.ts";
import type { WidgetState } from "../widget-state.ts";
import { field, options } from "./field.ts";

const words = enPrint.settings;
const delivery = enPrint.delivery;

/** All that can be chosen; each change is priced at once. */
export function settingsView(widget: () => Widget | null) {
  const shopNow = () => widget()?.state().shop;
  const orderNow = () => widget()?.state().price.chosen;
  const withShop = (act: (shop: Shop, widget: Widget) => void) => {
    const [shop, now] = [shopNow(), widget()];
    if (shop && now) act(shop, now);
  };
  const chooseOrder = (to: (order: PrintOrder, shop: Shop) => PrintOrder) =>
    withShop((shop, now) => now.choose(to(now.state().price.chosen, shop)));

  const material = field("material", words.material, (id) =>
    withShop((shop, now) => now.change((choice) => lying(withMaterial(shop, choice, id), now.state()))),
  );
  const colour = field("colour", words.colour, (id) => widget()?.change((choice) => ({ ...choice, colour: id })));
  const preset = field("preset", words.preset, (id) =>
    withShop((shop, now) => now.change((choice) => withPreset(shop, choice, id as Preset))),
  );
  const leadTime = field("lead-time", delivery.leadTime, (id) =>
    chooseOrder((order) => ({ ...order, leadTime: id as LeadTime })),
  );
  const country = field("country", delivery.country, (id) =>
    chooseOrder((order, shop) => ({ ...order, country: id, shipping: shippingFor(shop, order.shipping, id) })),
  );
  const shipping = field("shipping", delivery.shipping, (id) => chooseOrder((order) => ({ ...order, shipping: id })));
  const infill = infillField(widget);
  const quantity = quantityField(widget);
  const places = countries
    .map((code) => options.of(code, countryName(code)))
    .toSorted((a, b) => a.text.localeCompare(b.text));

  return {
    root: el(
      "section",
      { class: "settings", "aria-label": words.title },
      ...[material.root, colour.root, preset.root, infill.root, quantity.root],
      ...[leadTime.root, country.root, shipping.root],
    ),
    show({ shop, price }: WidgetState): void {
      const order = orderNow() ?? price.chosen;
      const choice = order.lines[0]?.choice;
      if (!shop || !choice) return;
      const { settings } = choice;
      const its = materialOf(shop, choice);
      material.set(materialOptions(shop), settings.material);
      colour.set(
        (its?.colours ?? []).map(({ id, name, stockG }) =>
          options.of(id, stockG === 0 ? `${name} (${words.usedUp})` : name, stockG === 0),
        ),
        choice.colour,
      );
      const presets = its?.presets ?? [];
      preset.set(
        presets.map((id) => options.of(id, shop.catalogue.presets[id]?.name ?? id)),
        settings.preset,
      );
      infill.set(settings.infillPercent, settings.process === "fdm");
      quantity.set(choice.quantity);
      const times = Object.entries(shop.book.leadTimes) as [LeadTime, { days: number }][];
      leadTime.set(
        times.map(([id, { days }]) => options.of(id, `${delivery.leadTimes[id]}, ${t.days(days)}`)),
        order.leadTime,
      );
      country.set(places, order.country);
      const ways = waysTo(shop, order.country);
      shipping.set(ways, order.shipping);
      shipping.root.hidden = ways.length < 2;
    },
  };
}

const materialOptions = (shop: Shop) =>
  processesOf(shop).flatMap((process) =>
    materialsOf(shop, process).map(({ id, name }) => options.of(id, name, false, words.processes[process])),
  );

const waysTo = ({ book }: Shop, country: string) =>
  Object.entries(book.shipping)
    .filter(([, { countries: reached }]) => reached === null || reached.includes(country))
    .map(([id, { name, minor }]) => options.of(id, `${name}, ${formatMinor(minor, book.currency)}`));

/** Resin lies otherwise than filament: as is proposed for its machines. */
function lying(choice: ReturnType<typeof withMaterial>, { part }: WidgetState): typeof choice {
  const orientation = part?.looked?.ways[choice.settings.process][0]?.orientation;
  return orientation ? withSettings(choice, { orientation }) : choice;
}

function infillField(widget: () => Widget | null) {
  const shown = el("output", { for: "infill" });
  const range = el("input", { id: "infill", type: "range", min: 0, max: 100, step: 5 });
  range.addEventListener("input", () =>
    widget()?.change((choice) => withSettings(choice, { infillPercent: Number(range.value) })),
  );
  const root = el("div", { class: "field" }, el("label", { for: "infill" }, words.infill, " ", shown), range);
  return {
    root,
    set(percent: number, applies: boolean): void {
      root.hidden = !applies;
      shown.textContent = words.infillOf(percent);
      range.setAttribute("aria-valuetext", words.infillOf(percent));
      if (range.value !== String(percent)) range.value = String(percent);
    },
  };
}

function quantityField(widget: () => Widget | null) {
  const input = el("input", { id: "quantity", type: "number", min: 1, max: printLimits.quantityMax, step: 1 });
  input.setAttribute("inputmode", "numeric");
  input.addEventListener("input", () => {
    const quantity = Number(input.value);
    const fits = Number.isInteger(quantity) && quantity >= 1 && quantity <= printLimits.quantityMax;
    input.setAttribute("aria-invalid", String(!fits));
    if (fits) widget()?.change((choice) => ({ ...choice, quantity }));
  });
  return {
    root: el("div", { class: "field" }, el("label", { for: "quantity" }, t.quantity), input),
    set(quantity: number): void {
      // What is being typed stays as it is typed.
      if (input.getRootNode() instanceof ShadowRoot && (input.getRootNode() as ShadowRoot).activeElement === input)
        return;
      if (input.value !== String(quantity)) input.value = String(quantity);
      input.removeAttribute("aria-invalid");
    },
  };
}
