/** What the network does to webhooks. */
export interface WebhookWeather {
  drop: boolean;
  double: boolean;
  reorder: boolean;
  delayMs: number;
}

export const fairWeather: WebhookWeather = { drop: false, double: false, reorder: false, delayMs: 0 };

/** Takes what was not sent yet, as the weather lets it through. */
export function takeUnsent(state: { unsent: string[] }, weather: WebhookWeather, random = Math.random): string[] {
  const ids = state.unsent;
  state.unsent = [];
  if (weather.drop) return [];
  const all = weather.double ? ids.flatMap((id) => [id, id]) : ids;
  if (!weather.reorder) return all;
  const shuffled = all.map((id) => ({ id, at: random() })).sort((a, b) => a.at - b.at);
  return shuffled.map(({ id }) => id);
}
