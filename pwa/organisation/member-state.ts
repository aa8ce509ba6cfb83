import { memberListSchema } from "#contract/organisation";
import { createAnswer } from "../server/create-answer.ts";

export const createMembers = (organisationId: () => string) =>
  createAnswer(
    () => ({ path: `/organisations/${organisationId()}/members`, keep: `members ${organisationId()}` }),
    memberListSchema,
  );
export type MembersAnswer = ReturnType<typeof createMembers>;
