/** Where parts are sent: the shop's book says by which way, and what tax. */
export const countries = [
  ...([
    "GB",
    "IE",
    "AT",
    "AU",
    "BE",
    "CA",
    "CH",
    "CZ",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "IT",
    "JP",
    "NL",
    "NO",
    "NZ",
  ] as const),
  ...(["PL", "PT", "SE", "US"] as const),
];

const names = new Intl.DisplayNames(undefined, { type: "region" });
export const countryName = (code: string): string => names.of(code) ?? code;
