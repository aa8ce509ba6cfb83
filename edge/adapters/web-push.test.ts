import { expect, test } from "vitest";
import { base64Url } from "./digest.ts";
import { bytesOfBase64Url, encryptPush, type VapidKeys, vapidHeader } from "./web-push.ts";

/** RFC 8291, section 5 and appendix A. */
const rfc = {
  text: "When I grow up, I want to be a watermelon",
  target: {
    endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
  ours: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  ourPrivate: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  salt: "DGv6ra1nlYgDCS1FRnbzlw",
  message:
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};

const p256 = { name: "ECDH", namedCurve: "P-256" };
function jwkOf(publicKey: string, d?: string): JsonWebKey {
  const point = bytesOfBase64Url(publicKey);
  const [x, y] = [base64Url(point.slice(1, 33)), base64Url(point.slice(33, 65))];
  return { kty: "EC", crv: "P-256", x, y, ...(d ? { d } : {}) };
}

test("a message is encrypted as RFC 8291's example is, to the byte", async () => {
  const keys = {
    publicKey: await crypto.subtle.importKey("jwk", jwkOf(rfc.ours), p256, true, []),
    privateKey: await crypto.subtle.importKey("jwk", jwkOf(rfc.ours, rfc.ourPrivate), p256, false, ["deriveBits"]),
  };
  const sealed = await encryptPush(rfc.text, rfc.target, { keys, salt: bytesOfBase64Url(rfc.salt) });
  expect(base64Url(sealed)).toBe(rfc.message);
});

test("the header says who sends, to that service alone, for some hours, signed", async () => {
  const vapid: VapidKeys = { publicKey: rfc.ours, privateKey: rfc.ourPrivate, subject: "https://caliper.example" };
  const nowMs = 1_800_000_000_000;
  const header = await vapidHeader(rfc.target.endpoint, vapid, nowMs);
  const [, token = "", key] = /^vapid t=(\S+), k=(\S+)$/.exec(header) ?? [];
  expect(key).toBe(rfc.ours);
  const [head = "", claims = "", signature = ""] = token.split(".");
  expect(JSON.parse(atob(head))).toEqual({ typ: "JWT", alg: "ES256" });
  expect(JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")))).toEqual({
    aud: "https://push.example.net",
    exp: nowMs / 1000 + 12 * 3600,
    sub: "https://caliper.example",
  });
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
  const verifier = await crypto.subtle.importKey("jwk", jwkOf(rfc.ours), ecdsa, false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${claims}`);
  const how = { name: "ECDSA", hash: "SHA-256" };
  expect(await crypto.subtle.verify(how, verifier, bytesOfBase64Url(signature), signed)).toBe(true);
});
