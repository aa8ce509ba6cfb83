import { count } from "./count.ts";

export const enReceipt = {
  title: "Sync receipt",
  open: "Sync receipt",
  none: "This scan has no photos yet.",
  allSafe: (n: number) =>
    n === 1
      ? "The one photo is confirmed by the server: safe to delete from this phone."
      : `All ${n} photos are confirmed by the server: safe to delete from this phone.`,
  notSafe: (missing: number, all: number, waiting: number, refused: number) => {
    const parts = [...(waiting > 0 ? [`${waiting} waiting`] : []), ...(refused > 0 ? [`${refused} refused`] : [])].join(
      ", ",
    );
    return `${missing} of ${count(all, "photo")} ${missing === 1 ? "is" : "are"} not confirmed (${parts}): keep ${missing === 1 ? "it" : "them"} on this phone.`;
  },
  how: "Confirmed means: the server said that it stores exactly these bytes, with this SHA-256 and size.",
  words: { confirmed: "Confirmed", waiting: "Waiting", refused: "Refused" },
  notSent: "Not sent yet.",
  noAnswer: "Sent, but no answer came.",
  onItsWay: "On its way.",
  at: (time: string) => `by the server, ${time}`,
  freed: "Not on this phone any more.",
  listed: (time: string) => `The server listed what it holds at ${time}; what is confirmed here stood in that list.`,
  asking: "Asking the server what it holds",
  ask: "Ask the server again",
  offline: "Offline: shown as the server last answered.",
  unreachable: "The server does not answer now: shown as it last did.",
  copy: "Copy",
  copyLabel: (name: string) => `Copy the SHA-256 of ${name}`,
  copied: (name: string) => `The SHA-256 of ${name} is copied.`,
  copyFailed: "Copying did not work here. The whole SHA-256 stands in the saved file.",
  save: "Save as CSV",
  share: "Share the receipt",
  shareFailed: "Sharing did not work. Save the file instead.",
  list: "Photos",
};

export const enSpace = {
  title: "Storage",
  line: (needed: string, missing: number, free: string) =>
    `${count(missing, "photo")} still to come need about ${needed}; the browser allows up to ${free} here.`,
  lineDone: (fit: number, free: string) =>
    `The browser allows up to ${free} here: room for about ${count(fit, "more photo")}.`,
  lineUnknown: (needed: string, missing: number) =>
    `${count(missing, "photo")} still to come need about ${needed}. This browser does not say how much space is left.`,
  tight: "That is little to spare.",
  short: (fit: number) => `Only about ${fit} of them fit. Free some space before you go on.`,
  fullTitle: "No space is left for another photo",
  full: (free: string) =>
    `The browser allows only ${free} more here. Free space on this device, or free the photos of a scan whose receipt says they are safe. Nothing saved so far is lost.`,
  checkAgain: "Check again",
  toDevice: "What this device keeps",
  toScans: "To the other scans",
};

export const enInstallFirst = {
  title: "Install Caliper first",
  why: "Photos taken in this tab would stay in the tab: Safari clears a tab's storage after 7 days without a visit, and the installed app cannot see it.",
  how: "How to install",
  steps: {
    share: [
      "Tap Share (the square with the arrow).",
      "Choose “Add to Home Screen”, then Add.",
      "Open Caliper from the home screen and start the scan there.",
    ],
    "open-safari": [
      "Open this address in Safari: the browser inside another app cannot install.",
      "There, tap Share, then “Add to Home Screen”.",
      "Open Caliper from the home screen and start the scan there.",
    ],
  },
  otherwise: "Or go on with files",
  files:
    "Take the photos with your camera app and choose them in Caliper: the originals then stay in your photo library whatever the tab loses.",
  choose: "Go on with files",
};

type View = {
  side: "front" | "front-right" | "right" | "back-right" | "back" | "back-left" | "left" | "front-left";
  height: "low" | "middle" | "high" | "top" | "under";
  why: "bare" | "left-out" | "gap";
  near: { name: string }[];
  photos: number;
};

const sides: Record<View["side"], string> = {
  front: "From the front",
  "front-right": "From the front right",
  right: "From the right",
  "back-right": "From the back right",
  back: "From behind",
  "back-left": "From the back left",
  left: "From the left",
  "front-left": "From the front left",
};
const heights = { low: "low", middle: "half-way up", high: "from high up" };
const namesOf = (near: { name: string }[]) => near.map(({ name }) => name).join(" and ");

export const enOutcome = {
  used: "Used",
  leftOut: "Left out",
  leftOutWhy: (why: string | null) => (why ? `Left out: ${why}` : "Left out"),
  inRun: "Last run",
  summary: (used: number, all: number) => `The server used ${used} of ${count(all, "photo")}.`,
  foretold: (right: number, all: number) => `This phone had foretold that for ${right} of ${all}.`,
  earlier: "Look at the earlier result",
};

export const enGap = {
  title: (n: number) => (n === 1 ? "One more view is asked for" : `${n} more views are asked for`),
  text: "The result is thin where these are missing. Take them and send again: the scan goes on with them, and only the new photos are sent.",
  ringTitle: "A whole ring of photos is asked for",
  ring: "Too few photos fit together to name single views. Walk once round, low, with a photo every 15–20°, each overlapping the last by two thirds; then send again. The photos that are there stay.",
  front: (name: string) => `Front is where ${name} was taken.`,
  view: ({ side, height }: Pick<View, "side" | "height">) => {
    if (height === "top") return "From straight above";
    return height === "under" ? "From below: turn the part over" : `${sides[side]}, ${heights[height]}`;
  },
  why: ({ why, near, photos }: Pick<View, "why" | "near" | "photos">) => {
    if (why === "bare") return `A part of the surface there was never measured. Nearest so far: ${namesOf(near)}.`;
    if (why === "left-out") return `${namesOf(near)} ${near.length === 1 ? "was" : "were"} taken there and left out.`;
    const how = photos > 1 ? ` Take ${photos}, evenly spread.` : "";
    return `Nothing was photographed between ${namesOf(near)}.${how}`;
  },
  take: "Take these photos",
  add: "Add photos from files",
};
