import type { OperationId } from "#contract/api/all";

const scanPhotos = [
  {
    photoId: "6f9d2a34-5c9b-4a55-9f0e-0d6f6c1f3a01",
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  },
];

/** Bodies as one would send them; a test holds them against their schemas. */
export const examples: Partial<Record<OperationId, unknown>> = {
  putScan: { name: "Bracket, left", createdAtMs: 1_796_000_000_000 },
  submit: {
    jobId: "0d9c8a52-7a8b-4b8e-8a53-3a2f4f0c7e11",
    photos: scanPhotos,
    options: { scale: { mat: "auto" }, quality: "standard" },
  },
  createKey: { name: "Build server", scopes: ["scan:read", "scan:write"] },
};
