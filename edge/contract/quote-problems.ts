import type { ProblemRecord } from "./problem.ts";

/** Why a part cannot be read, printed or priced. Those of `meshFindings` (mesh-check.ts) can be pointed at in 3D. */
export const quoteProblems = {
  "mesh-file-too-large": {
    status: 413,
    title: "The file is larger than 50 MB",
    retry: "never",
    todo: "Export it with a coarser tolerance, or split the part.",
  },
  "mesh-too-many-triangles": {
    status: 422,
    title: "The part has too many triangles",
    retry: "never",
    todo: "Export it with a coarser tolerance: at most two million triangles.",
  },
  "mesh-format-unknown": {
    status: 422,
    title: "The file is no STL, 3MF, OBJ or STEP",
    retry: "never",
    todo: "Export the part as STL, 3MF, OBJ or STEP; G-code is already sliced and cannot be quoted.",
  },
  "mesh-empty": {
    status: 422,
    title: "There is no triangle in the file",
    retry: "never",
    todo: "Export the part again, with the body selected.",
  },
  "mesh-truncated": {
    status: 422,
    title: "The file ends too early",
    retry: "never",
    todo: "Export or copy it again: it holds fewer triangles than it says.",
  },
  "mesh-malformed": {
    status: 422,
    title: "The file breaks its own format",
    retry: "never",
    todo: "Export it again with another program; `detail` says where it breaks.",
  },
  "mesh-not-finite": {
    status: 422,
    title: "The file has coordinates that are no numbers",
    retry: "never",
    todo: "Repair the part where it was drawn, and export it again.",
  },
  "mesh-archive-unsafe": {
    status: 422,
    title: "The 3MF holds what no 3MF needs",
    retry: "never",
    todo: "Export it anew: no names outside the archive, no document types, nothing that unpacks to far more than a part.",
  },
  "mesh-components-circular": {
    status: 422,
    title: "The 3MF's parts contain themselves, or far too many copies",
    retry: "never",
    todo: "Export the parts as plain meshes.",
  },
  "mesh-extension-needed": {
    status: 422,
    title: "The 3MF needs an extension that is not read here",
    retry: "never",
    todo: "Export it as a plain mesh, without lattices, slices or encryption.",
  },
  "mesh-open": {
    status: 422,
    title: "The part is not closed",
    retry: "never",
    todo: "Close the holes that are marked, or let the repair try it.",
  },
  "mesh-inverted": {
    status: 422,
    title: "The part is inside out",
    retry: "never",
    todo: "Let it be repaired: all faces are turned round.",
  },
  "mesh-flipped": {
    status: 422,
    title: "Some faces look the wrong way",
    retry: "never",
    todo: "Let it be repaired, or turn the faces that are marked.",
  },
  "mesh-edges-shared": {
    status: 422,
    title: "More than two faces meet at an edge",
    retry: "never",
    todo: "Join or part the bodies that touch where it is marked.",
  },
  "mesh-degenerate": {
    status: 422,
    title: "Some triangles have no area",
    retry: "never",
    todo: "Nothing: they are left out.",
  },
  "mesh-shells": {
    status: 422,
    title: "The file holds several bodies",
    retry: "never",
    todo: "Check that they are meant to be one part; they are printed and priced together.",
  },
  "mesh-thin-walls": {
    status: 422,
    title: "Some walls are thinner than can be printed",
    retry: "never",
    todo: "Thicken the walls that are marked, or scale the part up.",
  },
  "mesh-overhangs": {
    status: 422,
    title: "Some faces hang over",
    retry: "never",
    todo: "Allow supports, or lay the part as proposed.",
  },
  "mesh-too-large": {
    status: 422,
    title: "The part fits no machine",
    retry: "never",
    todo: "Check the unit, scale the part down, or split it.",
  },
  "mesh-too-small": {
    status: 422,
    title: "The part is too small to be printed",
    retry: "never",
    todo: "Check the unit: the numbers may be inches or metres.",
  },
  "mesh-fits-turned": {
    status: 422,
    title: "The part fits only when it is turned",
    retry: "never",
    todo: "Nothing: it is laid as proposed.",
  },
  "mesh-unit-doubtful": {
    status: 422,
    title: "The unit is not clear",
    retry: "never",
    todo: "Say which size is right.",
  },
  "mesh-trailing-bytes": {
    status: 422,
    title: "There is something behind the part",
    retry: "never",
    todo: "Nothing: what follows the triangles is not read.",
  },
  "price-term-missing": {
    status: 409,
    title: "The shop has no price for that choice",
    retry: "never",
    todo: "Choose a material, finish, delivery or country of the catalogue.",
  },
} as const satisfies ProblemRecord;
