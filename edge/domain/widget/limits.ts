/** What visitors of other websites may leave behind; the owner's own parts are counted apart. */
export const visitorLimits = {
  /** Parts of one visitor. */
  partsOfVisitor: 20,
  /** Parts from one address in a day: a visitor's secret is made by the caller and limits nobody who means it. */
  partsOfAddressADay: 100,
  /** Of all visitors of one owner. */
  partsOfOwner: 2_000,
  bytesOfOwner: 5 * 1024 ** 3,
  /** Requests a minute with one key, from everywhere together. */
  requestsPerMinute: 1_200,
  /** Parts and quotes of visitors that nobody ordered are deleted after so long. */
  keptDays: 30,
} as const;
