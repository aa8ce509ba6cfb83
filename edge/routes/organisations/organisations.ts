import type { Context } from "hono";
import { type OrganisationView, organisationPutSchema } from "#contract/organisation";
import { openDb } from "../../db/client.ts";
import {
  deleteOrganisation,
  insertOrganisation,
  type Membership,
  membershipIn,
  organisationsOf,
  renameOrganisation,
} from "../../db/organisations.ts";
import { shownText } from "../../domain/photo-name.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { brandView } from "./brand.ts";
import { accountOf, idParam, ownOrganisation } from "./in-organisation.ts";

export function organisationView(c: Context<App>, found: Membership): OrganisationView {
  const { organisation, role, memberCount, logoSha256 } = found;
  const { ownerId, name, brand, createdAtMs } = organisation;
  const look = brand && brandView(c, ownerId, { ...brand, logoSha256 });
  return { organisationId: ownerId, name, role, members: memberCount, brand: look, createdAtMs };
}

export async function listOrganisations(c: Context<App>): Promise<Response> {
  const found = await organisationsOf(openDb(c.env.DB), accountOf(c));
  return c.json({ organisations: found.map((m) => organisationView(c, m)) }, 200, { "cache-control": "no-store" });
}

/** Whoever makes it is its first owner; an owner putting it again renames it. */
export async function putOrganisation(c: Context<App>): Promise<Response> {
  const organisationId = idParam(c, "organisationId");
  const body = await readJson(c, organisationPutSchema);
  const accountId = accountOf(c);
  const name = shownText(body.name) || "Organisation";
  const db = openDb(c.env.DB);
  const made = { ownerId: organisationId, name, accountId, createdAtMs: body.createdAtMs };
  const created = await insertOrganisation(db, made, Date.now());
  if (!created) await renameOrganisation(db, organisationId, name, accountId);
  const found = await membershipIn(db, organisationId, accountId);
  if (!found) throw new ProblemError(await whyNotMade(c, organisationId, accountId));
  if (found.role !== "owner") throw new ProblemError("forbidden", "Only an owner renames it.");
  return c.json(organisationView(c, found), created ? 201 : 200);
}

async function whyNotMade(
  c: Context<App>,
  organisationId: string,
  accountId: string,
): Promise<"organisations-too-many" | "id-taken"> {
  const db = openDb(c.env.DB);
  const taken = await db.$client.prepare("SELECT 1 FROM owners WHERE owner_id = ?").bind(organisationId).first();
  if (taken) return "id-taken";
  const owned = (await organisationsOf(db, accountId)).filter((m) => m.role === "owner").length;
  return owned > 0 ? "organisations-too-many" : "id-taken";
}

export async function deleteOrganisationRoute(c: Context<App>): Promise<Response> {
  const organisationId = ownOrganisation(c);
  const deleted = await deleteOrganisation(openDb(c.env.DB), organisationId, accountOf(c));
  if (!deleted) throw new ProblemError("organisation-not-empty");
  return c.body(null, 204);
}
