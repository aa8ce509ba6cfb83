import { organisationListSchema } from "#contract/organisation";
import { refreshSession, standing } from "../account/session.ts";
import { whose } from "../account/whose.ts";
import { createAnswer } from "../server/create-answer.ts";

/** The organisations one is a member of, as last known at once, then as the server says. */
export function createOrganisations() {
  const mine = () => standing() === "in" || standing() === "unreachable";
  const list = createAnswer(
    () => (mine() && whose()?.accountId ? { path: "/organisations", keep: "organisations" } : null),
    organisationListSchema,
  );
  return {
    list,
    /** After a change that workspaces follow from. */
    changed: async () => {
      await Promise.all([list.refresh(), refreshSession()]);
    },
  };
}
export type Organisations = ReturnType<typeof createOrganisations>;
