/** "83 %"; nothing to divide by is no share. */
export const formatShare = (share: number | null): string =>
  share === null ? "–" : `${(share * 100).toLocaleString(undefined, { maximumFractionDigits: share < 0.1 ? 1 : 0 })} %`;
