import { buildPwa } from "./prepare.ts";

export default async function build(): Promise<number> {
  await buildPwa({ always: true });
  return 0;
}
