/** Where to go after signing in: a path of this app, nothing that leads out of it. */
export function wayOn(to: unknown): string {
  if (typeof to !== "string" || !/^\/(?![/\\])[\w\-./?=&%~]*$/.test(to)) return "/";
  return to.startsWith("/sign-in") ? "/" : to;
}

export const signInPath = (to: string): string => `/sign-in?to=${encodeURIComponent(to)}`;
