import * as v from "valibot";

/** Every id is made by the client, before any request: a retry is then the same request (platform decision 1). */
export const uuidSchema = v.pipe(v.string(), v.uuid());
export const scanIdSchema = uuidSchema;
export const photoIdSchema = uuidSchema;
export const jobIdSchema = uuidSchema;

/** Lower-case hex SHA-256 of the exact bytes. */
export const sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Milliseconds since the Unix epoch, UTC. */
export const instantMsSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8_640_000_000_000_000));

/** Bearer token of a device: "cd_" and 256 random bits, base64url. The edge stores only its SHA-256. */
export const deviceTokenSchema = v.pipe(v.string(), v.regex(/^cd_[A-Za-z0-9_-]{43}$/));
