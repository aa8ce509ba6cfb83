import { count } from "./count.ts";

const heights = { low: "low", middle: "half-way up", high: "high" };
const ringNames = { low: "Low", middle: "Half-way up", high: "High" };
const sides = {
  right: "right side",
  "far-right": "far right corner",
  far: "far side",
  "far-left": "far left corner",
  left: "left side",
  "near-left": "near left corner",
  near: "near side",
  "near-right": "near right corner",
};
type Height = keyof typeof heights;
type Side = keyof typeof sides;

const steps = {
  here: "This direction is still missing",
  left: "Next: go to your left",
  right: "Next: go to your right",
  higher: "Next: hold the phone higher",
  lower: "Next: hold the phone lower",
  across: "Next: go round to the other side",
};

/** What a person sees and hears while photos are taken. */
export const enCapture = {
  cues: {
    starting: "Watching the camera",
    ready: "Good. Take the photo",
    "too-fast": "Too fast. Slow down",
    "too-dark": "Too dark. More light",
    "too-bright": "Too bright. Less light",
    blurred: "Not sharp. Hold still",
    "no-mat": "The mat is not in view",
    "too-low": "Too flat. Hold the phone higher",
    seen: "Seen from here. Move on",
    hold: "Hold still",
    taking: "Taking the photo",
    taken: "Taken",
    full: "This pass is full",
  },
  stills: {
    good: "",
    dark: "The last photo is too dark. Take it again.",
    bright: "The last photo is too bright. Take it again.",
    blurred: "The last photo is not sharp. Take it again.",
    "too-low": "The last photo was taken too flat over the mat.",
  },
  auto: "Auto",
  autoHow: "Auto: take a photo when all is well",
  sound: "Sound",
  holdFocus: "Hold focus",
  focus: "Focus distance",
  unwatched: "This browser cannot judge the picture. The button takes photos all the same.",
  matLoading: "Getting ready to see the mat",
  matMissing: "The mat cannot be seen until Caliper has been online once with the camera open. Photos can be taken.",
  noDome: "Without the mat, Caliper cannot tell from where a photo was taken. Overlap each with the one before.",
  dome: {
    of: (seen: number, of: number) => `${seen} of ${of}`,
    open: (seen: number, of: number) => `Directions: ${seen} of ${of}`,
    about: (seen: number, of: number) => `~${seen} of ${of}`,
    openRough: (seen: number, of: number) => `Directions, roughly: ${seen} of ${of}`,
    rough:
      "Told by how the phone was held, so only roughly, and only if you walk round the part: turned by hand, the part tells nothing. The first photo counts as the near side. Rings from the outside in: low, half-way up, high.",
    title: "From where the part was seen",
    seen: (seen: number, of: number) => `${seen} of ${of} directions seen`,
    alt: (seen: number, of: number, missing: string) =>
      `${seen} of ${of} directions seen; ${missing ? `missing: ${missing}` : "nothing is missing"}`,
    missing: "Still missing",
    gap: (height: Height, side: Side | null) => `${side ? sides[side] : "all round"}, ${heights[height]}`,
    inPlaces: "gaps on every side",
    side: (side: Side | null) => (side ? sides[side] : "all round"),
    ring: (height: Height, missing: string, n: number) => `${ringNames[height]}: ${missing} (${count(n, "direction")})`,
    whole: "The part was seen from all round.",
    rings: "Rings from the outside in: low, half-way up, high. The near side is where the mat's ruler is.",
    turnOver: (pass: number) => `Turn the part over: pass ${pass}`,
    shared: "Both passes see the part's sides: they can be joined.",
    notShared: "To join both passes, each should see the sides all round, low.",
  },
  again: {
    shoot: "Shoot it again",
    shootNamed: (name: string) => `Shoot it again: ${name}`,
    next: (name: string) => `The next photo takes the place of ${name}. Auto waits meanwhile.`,
    keep: "Keep the old one",
    done: (name: string) => `${name} was replaced.`,
    sent: {
      title: "The photo was not replaced",
      todo: "The scan was sent meanwhile, with the old one in it.",
    },
  },
  last: (name: string, verdict: string) => `${name}: ${verdict}`,
  judging: "Looking",
  next: (step: keyof typeof steps, height: Height) => `${steps[step]}${step === "here" ? "" : `, ${heights[height]}`}`,
  allSeen: "Seen from all round.",
  start: {
    title: "Before you start",
    with: "With the mat",
    withHow: "True millimetres, and the dome shows where to go.",
    without: "Without the mat",
    withoutHow: "Size unknown. A patterned table helps.",
    matSeen: "The mat is in view.",
    print: "Print the mat, check its scale",
    printHow: (mm: number) =>
      `Print at 100 %, not fitted to the page. Lay a ruler on the printed line below the squares: it must be exactly ${mm} mm long.`,
    go: "Start",
    surface: "Surface",
    looking: "Looking at the part",
    fine: "The surface has detail to measure. Nothing to do.",
    plain:
      "Plain: nothing to hold on to. Matt spray, chalk, or bits of tape and stickers on the part, not on the table.",
    shiny: "Shiny: highlights move with the camera. Matt spray or chalk, and soft light from all round.",
    dark: "Dark: detail is lost. More light, or a dusting of chalk.",
  },
};
