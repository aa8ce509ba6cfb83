import { Erase } from "./Erase.tsx";
import { Export } from "./Export.tsx";
import { Links } from "./Links.tsx";

/** One's own data: taken along, links to it ended, erased. */
export function PrivacySheets() {
  return (
    <>
      <Export />
      <Links />
      <Erase of="account" />
    </>
  );
}
