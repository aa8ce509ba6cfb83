"""Made by `npm run contract` from edge/contract; do not edit."""

from typing import NamedTuple


class Problem(NamedTuple):
    status: int
    title: str
    retry: str
    todo: str


PROBLEMS: dict[str, Problem] = {
    "request-invalid": Problem(
        400, "The request is not of the documented form", "never", "Correct the fields named in `detail`."
    ),
    "unauthorized": Problem(401, "No valid device token", "never", "Send `Authorization: Bearer cd_…`."),
    "link-invalid": Problem(403, "The link is not valid", "never", "Ask for the scan again to get fresh links."),
    "link-expired": Problem(410, "The link has expired", "never", "Ask for the scan again to get fresh links."),
    "not-found": Problem(
        404, "There is no such thing here", "never", "Check the address; the scan may have been deleted."
    ),
    "scan-deleted": Problem(410, "The scan was deleted", "never", "Start a new scan."),
    "id-taken": Problem(409, "This id already stands for something else", "never", "Make a new random id."),
    "scan-locked": Problem(409, "The scan is being worked on", "later", "Wait until the job ends, or cancel it."),
    "rebuild-unavailable": Problem(
        409,
        "There is no result to rebuild from",
        "never",
        "Choose a finished result of this scan; one from an older version has to be scanned again.",
    ),
    "rebuild-needs-analytic": Problem(
        422,
        "A faceted part has no dimensions to set",
        "never",
        "Set its scale by a known distance, or scan again for an analytic solid.",
    ),
    "override-unfit": Problem(
        422,
        "The faces do not have that dimension",
        "never",
        "Give a diameter for cylinders or spheres, or a distance between two parallel planes of this result.",
    ),
    "override-out-of-range": Problem(
        422,
        "The new value is out of range",
        "never",
        "Give a value above zero, at most five times and at least a fifth of the one before.",
    ),
    "known-distance-unfit": Problem(
        422,
        "The known distance cannot set the scale",
        "never",
        "Pick two points further apart, and give their true distance in mm.",
    ),
    "rebuild-impossible": Problem(
        422, "The part cannot be built with these dimensions", "never", "Change one dimension at a time, by less."
    ),
    "job-not-cancellable": Problem(409, "The job has already ended", "never", "Look at its result."),
    "length-required": Problem(411, "The upload does not say its length", "never", "Send a Content-Length."),
    "range-not-satisfiable": Problem(
        416, "That range lies outside the file", "never", "Ask for a range inside the file."
    ),
    "rate-limited": Problem(429, "Too many requests", "later", "Wait for the seconds named in Retry-After."),
    "internal": Problem(500, "Something broke on our side", "later", "Try again; nothing that was confirmed is lost."),
    "storage-unavailable": Problem(
        503, "The storage does not answer", "later", "Try again in a moment; nothing that was confirmed is lost."
    ),
    "photo-too-large": Problem(
        413, "The photo is larger than 50 MB", "never", "Send it as JPEG or HEIC, or at a lower resolution."
    ),
    "photo-empty": Problem(422, "The photo is empty", "never", "Take it again."),
    "photo-hash-mismatch": Problem(422, "The photo changed on the way", "now", "Send the same bytes again."),
    "photo-not-image": Problem(422, "The file is not a photo", "never", "Add JPEG, PNG, WebP or HEIC files."),
    "photo-truncated": Problem(422, "The photo is cut short", "never", "Copy or take it again."),
    "photo-too-small": Problem(
        422, "The photo has less than 1 megapixel", "never", "Use the camera's full resolution."
    ),
    "photo-too-many-pixels": Problem(422, "The photo has too many pixels", "never", "Scale it below 120 megapixels."),
    "photo-animated": Problem(422, "The file is an animation", "never", "Add single photos."),
    "photo-duplicate": Problem(
        409, "The same photo is already in this scan", "never", "Leave it out, or shoot from another place."
    ),
    "photo-missing": Problem(
        409, "Some photos have not arrived", "later", "Send the photos named in `detail`, then submit again."
    ),
    "photos-too-few": Problem(
        422, "Too few photos", "never", "Add photos: 20 to 50 a pass, the next about 15–20° further round."
    ),
    "photos-too-many": Problem(422, "Too many photos", "never", "Keep at most 50 a pass; leave out the blurred ones."),
    "photos-black": Problem(
        422, "The photos are all dark", "never", "Light the part, uncover the lens and shoot again."
    ),
    "photo-undecodable": Problem(422, "A photo cannot be decoded", "never", "Replace the photos named in `detail`."),
    "scan-unregistered": Problem(
        422,
        "The photos do not fit together",
        "never",
        "Shoot all of them round the same part, each overlapping the last by two thirds, with texture or the mat in view.",
    ),
    "no-object": Problem(
        422,
        "No part was found in the photos",
        "never",
        "Keep the whole part in the middle of every photo, lit and in focus.",
    ),
    "dense-too-thin": Problem(
        422,
        "Too little of the surface was seen",
        "never",
        "Add photos; a plain or shiny part needs matt spray, chalk or stickers.",
    ),
    "no-solid": Problem(
        422,
        "No closed solid could be made",
        "never",
        "Add photos from the sides that are missing; the part must be seen all round.",
    ),
    "stage-timeout": Problem(500, "A step took too long", "now", "Try again with fewer or smaller photos."),
    "stage-crashed": Problem(500, "A step broke off", "now", "Try again; if it fails again, send us the scan's id."),
    "worker-lost": Problem(500, "The worker was lost", "now", "It is tried once more by itself."),
    "queue-expired": Problem(500, "No worker was free in time", "later", "Submit again later."),
    "output-missing": Problem(500, "The result did not arrive whole", "now", "Submit again."),
    "result-too-large": Problem(
        413,
        "The result file is larger than 100 MB",
        "never",
        "Write a smaller file; the job fails with output-missing otherwise.",
    ),
    "result-hash-mismatch": Problem(422, "The result file changed on the way", "now", "Put the same bytes again."),
    "result-taken": Problem(
        409,
        "This attempt has already put another file under that name",
        "never",
        "Each file of an attempt is created once; stop.",
    ),
    "attempt-over": Problem(410, "The job has ended without this attempt", "never", "Stop working on it."),
    "gpu-unavailable": Problem(
        503, "The GPU service refuses jobs", "later", "Wait; the job is sent when the service is back."
    ),
    "cancelled": Problem(409, "Cancelled", "never", "Submit again when you like."),
    "forbidden": Problem(
        403,
        "That is not allowed for you here",
        "never",
        "Ask an owner of the organisation, or use a key with that scope.",
    ),
    "sign-in-needed": Problem(401, "That needs an account", "never", "Sign in; your scans come along."),
    "trial-used": Problem(402, "The free models are used up", "never", "Choose a plan; the scan waits on this device."),
    "quota-used": Problem(
        402,
        "The month's models are used up",
        "later",
        "Allow models over the quota with a spending cap, choose a larger plan, or wait for the next period.",
    ),
    "spending-cap-reached": Problem(
        402, "The spending cap is reached", "later", "Raise the cap, choose a larger plan, or wait for the next period."
    ),
    "day-used": Problem(
        429,
        "The day's models are used up",
        "later",
        "Send it tomorrow (UTC), or choose a larger plan; the scan waits on this device.",
    ),
    "plan-read-only": Problem(
        402,
        "The plan is unpaid",
        "never",
        "Settle the payment under Plan; everything can still be looked at and downloaded.",
    ),
    "billing-off": Problem(
        409, "Nothing is billed here", "never", "Go on: on this server everything is allowed without a plan."
    ),
    "billing-unavailable": Problem(
        503, "The payment service does not answer", "later", "Try again in a moment; nothing was charged twice."
    ),
    "already-subscribed": Problem(409, "There is a plan already", "never", "Change it under Plan instead."),
    "not-subscribed": Problem(409, "There is no plan yet", "never", "Choose one first."),
    "payment-failed": Problem(
        402,
        "The payment did not go through",
        "never",
        "Use another card, or settle the open invoice, in the billing portal.",
    ),
    "origin-refused": Problem(
        403,
        "That came from another website",
        "never",
        "Do it in Caliper itself; a program sends Caliper's own address as `Origin`.",
    ),
    "codes-too-many": Problem(
        429, "Too many codes were asked for", "later", "Use the newest code that came, or ask again in an hour."
    ),
    "mail-unavailable": Problem(
        503,
        "No mail can be sent here",
        "never",
        "Sign in with a passkey; who runs this service sets MAIL_API_URL, MAIL_API_KEY and MAIL_FROM.",
    ),
    "code-refused": Problem(
        422,
        "The code is not (or no longer) right",
        "never",
        "Check the digits; after five wrong tries, ten minutes or a newer code, ask for another.",
    ),
    "email-taken": Problem(
        409, "That address belongs to another account", "never", "Sign in to the other account, or use another address."
    ),
    "passkey-refused": Problem(
        422,
        "The passkey was not accepted",
        "now",
        "Try again; if it stays so, sign in by e-mail and add the passkey anew.",
    ),
    "passkeys-unavailable": Problem(
        409,
        "Passkeys need a host name",
        "never",
        "Open Caliper by its name (or as `localhost`), not by an IP address; or sign in by e-mail.",
    ),
    "last-way-in": Problem(
        409, "Nothing else would let you in", "never", "Confirm an e-mail address or add another passkey first."
    ),
    "device-refused": Problem(
        409,
        "This device cannot be linked",
        "never",
        "It is another account's, was signed out, or is being erased: start it afresh with a new device token.",
    ),
    "limit-reached": Problem(409, "There are as many of these as there can be", "never", "Remove one first."),
    "push-endpoint-unfit": Problem(
        400,
        "The address is none of a push service",
        "never",
        "Send the browser's subscription as it is: https, a public host name.",
    ),
    "exports-too-many": Problem(
        429, "There are several exports already", "later", "Use the links of an earlier one, or end it."
    ),
    "sign-in-stale": Problem(
        403, "You signed in too long ago for this", "never", "Sign in again, then ask again within ten minutes."
    ),
    "method-not-allowed": Problem(
        405, "That cannot be done at this address", "never", "Use one of the methods named in Allow."
    ),
    "last-admin": Problem(409, "There must be an administrator", "never", "Make somebody else an administrator first."),
    "job-not-retryable": Problem(
        409, "Only a failed or cancelled job can be run again", "never", "Look at the newest job of the scan."
    ),
    "nothing-to-refund": Problem(
        409, "The job was not charged, or was given back already", "never", "Look at what the job counts in the ledger."
    ),
    "sign-ups-closed": Problem(
        403,
        "New accounts are not taken just now",
        "later",
        "Sign in with an address that has an account, or go on without one on this device.",
    ),
    "service-paused": Problem(
        503, "New work is not taken just now", "later", "Try again later; the scan waits on this device."
    ),
    "idempotency-conflict": Problem(
        409,
        "This Idempotency-Key was used for another request",
        "never",
        "Make a new key for each new request; send the same body again only with its own key.",
    ),
    "idempotency-pending": Problem(
        409,
        "The first request with this Idempotency-Key is under way",
        "later",
        "Send the same request with the same key again in a few seconds.",
    ),
    "plan-too-small": Problem(
        402, "The plan does not include that", "never", "Members, batches and an own look need the Enterprise plan."
    ),
    "organisations-too-many": Problem(
        409,
        "The account owns as many organisations as it may",
        "never",
        "Delete one that is not used, or have somebody else make it.",
    ),
    "organisation-not-empty": Problem(
        409,
        "The organisation still has scans or a subscription",
        "never",
        "Delete its scans and end its plan first, or erase it under Privacy.",
    ),
    "last-owner": Problem(
        409,
        "An organisation keeps at least one owner",
        "never",
        "Make another member an owner first, or delete the organisation.",
    ),
    "members-too-many": Problem(
        409,
        "The organisation has as many members and invitations as it may",
        "never",
        "Remove a member or withdraw an invitation.",
    ),
    "invitation-invalid": Problem(
        410, "The invitation is not valid any more", "never", "Ask for a new one: each is good once, for seven days."
    ),
    "invitation-for-another": Problem(
        403, "The invitation is for another address", "never", "Sign in with the address it was sent to."
    ),
    "colour-illegible": Problem(
        422,
        "The colour cannot be read on the theme it is for",
        "never",
        "Choose a darker colour for the light theme, a lighter one for the dark theme: contrast 4.5 or more.",
    ),
    "logo-unfit": Problem(
        422,
        "The logo is not a PNG or WebP of the right size",
        "never",
        "Send a still PNG or WebP of at most 256 kB and 2048 pixels a side.",
    ),
    "batch-full": Problem(409, "A batch holds at most 100 sets", "never", "Make another batch for the rest."),
    "batch-busy": Problem(409, "Another submit of this batch is under way", "now", "Wait until it has answered."),
    "zip-unreadable": Problem(
        422, "The file is not a whole zip", "never", "Make the zip anew with a common program, without splitting it."
    ),
    "zip-encrypted": Problem(422, "The zip is encrypted", "never", "Make it without a password."),
    "zip-path-unsafe": Problem(
        422,
        "The zip names files outside itself",
        "never",
        "Make it from plain folders, without links and without .. in names.",
    ),
    "zip-bomb": Problem(
        422,
        "The zip unpacks to far more than photos do, or than it says",
        "never",
        "Put only photos into it; they hardly become smaller in a zip.",
    ),
    "zip-nested": Problem(422, "The zip holds another archive", "never", "Put the folders of photos into one zip."),
    "zip-layout": Problem(
        422,
        "The zip's folders are not sets of photos",
        "never",
        "One folder a set with its photos in it; a part shot in several passes has one folder a pass in its own.",
    ),
    "zip-too-large": Problem(413, "The zip is larger than 100 MB", "never", "Send several, or the photos one by one."),
    "webhook-url-unfit": Problem(
        422,
        "Events cannot be sent to that address",
        "never",
        "Give an https:// address with a public host name, without a user name in it.",
    ),
    "webhooks-too-many": Problem(
        409, "There are as many webhooks as there may be", "never", "Delete one that is not used."
    ),
    "webhook-paused": Problem(409, "The webhook is paused", "never", "Let it go on first."),
    "mesh-file-too-large": Problem(
        413, "The file is larger than 50 MB", "never", "Export it with a coarser tolerance, or split the part."
    ),
    "mesh-too-many-triangles": Problem(
        422,
        "The part has too many triangles",
        "never",
        "Export it with a coarser tolerance: at most two million triangles.",
    ),
    "mesh-format-unknown": Problem(
        422,
        "The file is no STL, 3MF, OBJ or STEP",
        "never",
        "Export the part as STL, 3MF, OBJ or STEP; G-code is already sliced and cannot be quoted.",
    ),
    "mesh-empty": Problem(
        422, "There is no triangle in the file", "never", "Export the part again, with the body selected."
    ),
    "mesh-truncated": Problem(
        422, "The file ends too early", "never", "Export or copy it again: a part of it is missing."
    ),
    "mesh-malformed": Problem(
        422,
        "The file breaks its own format",
        "never",
        "Export it again with another program; `detail` says where it breaks.",
    ),
    "mesh-not-finite": Problem(
        422,
        "The file has coordinates that are no numbers",
        "never",
        "Repair the part where it was drawn, and export it again.",
    ),
    "mesh-archive-unsafe": Problem(
        422,
        "The 3MF holds what no 3MF needs",
        "never",
        "Export it anew: no names outside the archive, no document types, nothing that unpacks to far more than a part.",
    ),
    "mesh-components-circular": Problem(
        422, "The 3MF's parts contain themselves, or far too many copies", "never", "Export the parts as plain meshes."
    ),
    "mesh-extension-needed": Problem(
        422,
        "The 3MF needs an extension that is not read here",
        "never",
        "Export it as a plain mesh, without lattices, slices or encryption.",
    ),
    "mesh-open": Problem(
        422, "The part is not closed", "never", "Close the holes that are marked, or let the repair try it."
    ),
    "mesh-inverted": Problem(422, "The part is inside out", "never", "Let it be repaired: all faces are turned round."),
    "mesh-flipped": Problem(
        422, "Some faces look the wrong way", "never", "Let it be repaired, or turn the faces that are marked."
    ),
    "mesh-edges-shared": Problem(
        422, "More than two faces meet at an edge", "never", "Join or part the bodies that touch where it is marked."
    ),
    "mesh-degenerate": Problem(422, "Some triangles have no area", "never", "Nothing: they are left out."),
    "mesh-shells": Problem(
        422,
        "The file holds several bodies",
        "never",
        "Check that they are meant to be one part; they are printed and priced together.",
    ),
    "mesh-thin-walls": Problem(
        422,
        "Some walls are thinner than can be printed",
        "never",
        "Thicken the walls that are marked, or scale the part up.",
    ),
    "mesh-overhangs": Problem(422, "Some faces hang over", "never", "Allow supports, or lay the part as proposed."),
    "mesh-too-large": Problem(
        422, "The part fits no machine", "never", "Check the unit, scale the part down, or split it."
    ),
    "mesh-too-small": Problem(
        422, "The part is too small to be printed", "never", "Check the unit: the numbers may be inches or metres."
    ),
    "mesh-fits-turned": Problem(
        422, "The part fits only when it is turned", "never", "Nothing: it is laid as proposed."
    ),
    "mesh-unit-doubtful": Problem(422, "The unit is not clear", "never", "Say which size is right."),
    "mesh-trailing-bytes": Problem(
        422, "There is something behind the part", "never", "Nothing: what follows the triangles is not read."
    ),
    "price-term-missing": Problem(
        409,
        "The shop has no price for that choice",
        "never",
        "Choose a material, finish, delivery or country of the catalogue.",
    ),
    "step-unreadable": Problem(
        422,
        "The STEP file cannot be read",
        "never",
        "Open it in the program it was drawn with and export it again as STEP AP203, AP214 or AP242; `detail` says where it breaks.",
    ),
    "step-no-body": Problem(
        422,
        "The STEP file holds no body",
        "never",
        "Export solid bodies: points, curves and empty assemblies cannot be printed.",
    ),
    "mesh-mending-refused": Problem(
        422,
        "The part could not be mended without changing it",
        "never",
        "Close the part where it was drawn, and export it again; `detail` says what was too much.",
    ),
    "prepare-failed": Problem(
        422,
        "No triangles could be made of the part",
        "never",
        "Export it anew, as STL or as a simpler STEP; `detail` says what broke off.",
    ),
    "prepare-timeout": Problem(
        422, "Preparing the part took too long", "never", "Send fewer bodies at once, or export the part as STL."
    ),
    "prepare-too-large": Problem(
        422,
        "Preparing the part needed too much memory",
        "never",
        "Leave out what is not printed, such as threads and lettering, or export the part as STL.",
    ),
    "preparer-missing": Problem(
        503,
        "STEP cannot be turned into triangles here",
        "later",
        "Send the part as STL, 3MF or OBJ. Whoever runs the system sets SLICER_BASE, and updates the slicer's image.",
    ),
    "slicer-missing": Problem(
        503,
        "There is no slicer here",
        "later",
        "The price stays an estimate. Whoever runs the system installs PrusaSlicer 2.5.0, or starts the slicer's image.",
    ),
    "slicer-profile-unknown": Problem(
        422,
        "The slicer has no profile for that machine and material",
        "never",
        "Choose another machine, material or preset; the shop sets the material's profile.",
    ),
    "slice-failed": Problem(
        422,
        "The part could not be sliced",
        "never",
        "Let the part be repaired, or lay it on another side; until then the price is an estimate that the shop looks at.",
    ),
    "slice-timeout": Problem(
        422,
        "Slicing took too long",
        "never",
        "Choose higher layers or a coarser mesh; until then the price is an estimate that the shop looks at.",
    ),
    "slice-too-large": Problem(
        422,
        "Slicing needed too much memory or room",
        "never",
        "Choose higher layers or less infill, or export the part with a coarser tolerance.",
    ),
    "choice-unfit": Problem(
        422,
        "The shop does not print that",
        "never",
        "Choose a material, colour and preset of the catalogue; `detail` names what is not in it.",
    ),
    "out-of-stock": Problem(409, "That colour is used up", "later", "Choose another colour or material."),
    "part-not-ready": Problem(
        409, "The part has not been checked yet", "later", "Wait until its state is `ready`; `detail` names the part."
    ),
    "part-hash-mismatch": Problem(422, "The file changed on the way", "now", "Send the same bytes again."),
    "part-incomplete": Problem(
        409, "Pieces of the file are missing", "now", "Send the pieces named in `detail`, then complete it again."
    ),
    "part-complete": Problem(409, "The file is already here", "never", "Look at the part."),
    "virus-found": Problem(
        422, "The file holds a virus", "never", "Nothing of it was kept. Export the part anew on a clean machine."
    ),
    "scanner-unavailable": Problem(
        503,
        "The virus scanner does not answer",
        "later",
        "The file waits in quarantine and is scanned when the scanner is back; complete the part again in a minute.",
    ),
    "scan-not-printable": Problem(
        409,
        "The scan has no part to print",
        "never",
        "Choose a finished result of this scan whose files are still kept.",
    ),
    "quote-not-payable": Problem(
        409,
        "This quote cannot be ordered",
        "never",
        "An estimate waits for the slicer, a quote in review for the shop, an expired one is quoted again.",
    ),
    "dry-run-needed": Problem(
        409, "The price book was not tried out", "never", "Run it against recent quotes first, then let it go live."
    ),
    "quote-expired": Problem(
        410, "The price is not valid any more", "never", "Have it quoted again; nothing was taken."
    ),
    "quote-differs": Problem(
        409,
        "The price is for another country or delivery",
        "never",
        "Have it quoted for where it goes and how, then order that.",
    ),
    "order-exists": Problem(
        409,
        "That quote is ordered and paid",
        "never",
        "Look at the order; to have the parts once more, quote them again.",
    ),
    "payment-not-approved": Problem(
        409, "The payment was not agreed to", "never", "Open the payment page and pay there."
    ),
    "payment-altered": Problem(
        409, "The payment is not the one that was asked for", "never", "Order again; whatever was taken goes back."
    ),
    "order-not-cancellable": Problem(
        409,
        "The order cannot be cancelled any more",
        "never",
        "It is being printed or on its way, or its payment is disputed; write to the shop.",
    ),
    "refund-impossible": Problem(
        409, "That much cannot be given back", "never", "Nothing was taken, or less than that."
    ),
    "order-not-movable": Problem(
        409,
        "The order cannot go there from where it is",
        "never",
        "Only a paid order that is not held is printed, then shipped, then done; a shipped one has its tracking.",
    ),
}

PHOTO_PER_PASS_MIN = 20
PHOTO_PER_PASS_MAX = 50
PHOTO_BYTES_MAX = 52428800
PHOTO_PIXELS_MIN = 1000000
PHOTO_PIXELS_MAX = 120000000
PHOTO_PASSES_MAX = 4
PREVIEW_BYTES_MAX = 2097152
TRIANGLES_MAX = 2000000
