"""Made by `npm run contract` from edge/contract; do not edit."""

from __future__ import annotations
from typing import Annotated, Literal
from pydantic import Field
from contract.base import ContractModel
from typing_extensions import TypeAliasType


InstantMs = TypeAliasType("InstantMs", Annotated[int, Field(ge=0, le=8640000000000000)])


Sha256 = TypeAliasType("Sha256", Annotated[str, Field(pattern="^[0-9a-f]{64}$")])


Uuid = TypeAliasType(
    "Uuid",
    Annotated[str, Field(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")],
)


Pass = TypeAliasType("Pass", Annotated[int, Field(ge=0, le=3)])


PhotoName = TypeAliasType("PhotoName", Annotated[str, Field(max_length=200, min_length=1)])


ProblemCode = TypeAliasType(
    "ProblemCode",
    Literal[
        "request-invalid",
        "unauthorized",
        "link-invalid",
        "link-expired",
        "not-found",
        "scan-deleted",
        "id-taken",
        "scan-locked",
        "rebuild-unavailable",
        "rebuild-needs-analytic",
        "override-unfit",
        "override-out-of-range",
        "known-distance-unfit",
        "rebuild-impossible",
        "job-not-cancellable",
        "length-required",
        "range-not-satisfiable",
        "rate-limited",
        "internal",
        "storage-unavailable",
        "photo-too-large",
        "photo-empty",
        "photo-hash-mismatch",
        "photo-not-image",
        "photo-truncated",
        "photo-too-small",
        "photo-too-many-pixels",
        "photo-animated",
        "photo-duplicate",
        "photo-missing",
        "photos-too-few",
        "photos-too-many",
        "photos-black",
        "photo-undecodable",
        "scan-unregistered",
        "no-object",
        "dense-too-thin",
        "no-solid",
        "stage-timeout",
        "stage-crashed",
        "worker-lost",
        "queue-expired",
        "output-missing",
        "result-too-large",
        "result-hash-mismatch",
        "result-taken",
        "attempt-over",
        "gpu-unavailable",
        "cancelled",
        "forbidden",
        "sign-in-needed",
        "trial-used",
        "quota-used",
        "spending-cap-reached",
        "day-used",
        "plan-read-only",
        "billing-off",
        "billing-unavailable",
        "already-subscribed",
        "not-subscribed",
        "payment-failed",
        "origin-refused",
        "codes-too-many",
        "mail-unavailable",
        "code-refused",
        "email-taken",
        "passkey-refused",
        "passkeys-unavailable",
        "last-way-in",
        "device-refused",
        "limit-reached",
        "push-endpoint-unfit",
        "exports-too-many",
        "sign-in-stale",
        "method-not-allowed",
        "last-admin",
        "job-not-retryable",
        "nothing-to-refund",
        "sign-ups-closed",
        "service-paused",
        "idempotency-conflict",
        "idempotency-pending",
        "plan-too-small",
        "organisations-too-many",
        "organisation-not-empty",
        "last-owner",
        "members-too-many",
        "invitation-invalid",
        "invitation-for-another",
        "colour-illegible",
        "logo-unfit",
        "batch-full",
        "batch-busy",
        "zip-unreadable",
        "zip-encrypted",
        "zip-path-unsafe",
        "zip-bomb",
        "zip-nested",
        "zip-layout",
        "zip-too-large",
        "webhook-url-unfit",
        "webhooks-too-many",
        "webhook-paused",
        "mesh-file-too-large",
        "mesh-too-many-triangles",
        "mesh-format-unknown",
        "mesh-empty",
        "mesh-truncated",
        "mesh-malformed",
        "mesh-not-finite",
        "mesh-archive-unsafe",
        "mesh-components-circular",
        "mesh-extension-needed",
        "mesh-open",
        "mesh-inverted",
        "mesh-flipped",
        "mesh-edges-shared",
        "mesh-degenerate",
        "mesh-shells",
        "mesh-thin-walls",
        "mesh-overhangs",
        "mesh-too-large",
        "mesh-too-small",
        "mesh-fits-turned",
        "mesh-unit-doubtful",
        "mesh-trailing-bytes",
        "price-term-missing",
        "step-unreadable",
        "step-no-body",
        "mesh-mending-refused",
        "prepare-failed",
        "prepare-timeout",
        "prepare-too-large",
        "preparer-missing",
        "slicer-missing",
        "slicer-profile-unknown",
        "slice-failed",
        "slice-timeout",
        "slice-too-large",
        "choice-unfit",
        "out-of-stock",
        "part-not-ready",
        "part-hash-mismatch",
        "part-incomplete",
        "part-complete",
        "virus-found",
        "scanner-unavailable",
        "scan-not-printable",
        "quote-not-payable",
        "dry-run-needed",
        "quote-expired",
        "quote-differs",
        "order-exists",
        "payment-not-approved",
        "payment-altered",
        "order-not-cancellable",
        "refund-impossible",
        "order-not-movable",
    ],
)


Attempt = TypeAliasType("Attempt", Annotated[int, Field(ge=1, le=9)])


class KnownDistance(ContractModel):
    from_: Annotated[list[float], Field(alias="from", max_length=3, min_length=3)]
    to: Annotated[list[float], Field(max_length=3, min_length=3)]
    distance_mm: Annotated[float, Field(alias="distanceMm")]


Face = TypeAliasType("Face", Annotated[int, Field(ge=0)])


Quantity = TypeAliasType("Quantity", Literal["diameter", "radius", "distance"])


class ResultId(ContractModel):
    job_id: Annotated[Uuid, Field(alias="jobId")]
    attempt: Attempt


Label = TypeAliasType("Label", Literal["analytic", "faceted", "failed"])


Quality = TypeAliasType("Quality", Literal["draft", "standard"])


ResultName = TypeAliasType(
    "ResultName",
    Literal[
        "part.step",
        "part.stl",
        "part.3mf",
        "part.glb",
        "dimensions.csv",
        "report.json",
        "preview.png",
        "state.zip",
    ],
)


class ScaleRequest(ContractModel):
    mat: Literal["auto", "none"]


StageName = TypeAliasType(
    "StageName",
    Literal[
        "load",
        "features",
        "matching",
        "poses",
        "dense",
        "object",
        "mesh",
        "cad",
        "export",
    ],
)


class BareSpot(ContractModel):
    area_mm2: Annotated[float, Field(alias="areaMm2")]
    place: Annotated[list[float], Field(max_length=3, min_length=3)]
    normal: Annotated[list[float], Field(max_length=3, min_length=3)]


PositionMm = TypeAliasType("PositionMm", Annotated[list[float], Field(max_length=3, min_length=3)])


Rotation = TypeAliasType("Rotation", Annotated[list[float], Field(max_length=9, min_length=9)])


class CameraReport(ContractModel):
    photo_id: Annotated[str, Field(alias="photoId")]
    name: str
    pass_: Annotated[Pass, Field(alias="pass")]
    registered: bool
    reason: str | None
    reprojection_error_px: Annotated[float | None, Field(alias="reprojectionErrorPx")]
    position_mm: Annotated[PositionMm | None, Field(alias="positionMm")]
    rotation: Rotation | None
    vertical_fov_deg: Annotated[float | None, Field(alias="verticalFovDeg")]
    aspect: float | None


LineItem = TypeAliasType("LineItem", Annotated[list[float], Field(max_length=3, min_length=3)])


Line = TypeAliasType("Line", Annotated[list[LineItem], Field(max_length=2, min_length=2)])


class Circle(ContractModel):
    centre: Annotated[list[float], Field(max_length=3, min_length=3)]
    axis: Annotated[list[float], Field(max_length=3, min_length=3)]
    radius: float


class DimensionDrawing(ContractModel):
    lines: list[Line]
    circles: list[Circle]
    at: Annotated[list[float], Field(max_length=3, min_length=3)]


DimensionKind = TypeAliasType(
    "DimensionKind",
    Literal[
        "size",
        "hole",
        "countersink",
        "slot",
        "boss",
        "sphere",
        "thickness",
        "gap",
        "step",
        "angle",
        "chamfer",
        "fillet",
        "bolt-circle",
        "grid",
        "spacing",
    ],
)


Axis = TypeAliasType("Axis", Annotated[list[float], Field(max_length=3, min_length=3)])


FaceEvidence = TypeAliasType("FaceEvidence", Literal["measured", "fitted", "guessed"])


Origin = TypeAliasType("Origin", Annotated[list[float], Field(max_length=3, min_length=3)])


FaceType = TypeAliasType(
    "FaceType",
    Literal["plane", "cylinder", "cone", "sphere", "torus", "freeform", "facet"],
)


class MeshReport(ContractModel):
    watertight: bool
    manifold: bool
    bodies: Annotated[int, Field(ge=0)]
    triangles: Annotated[int, Field(ge=0)]
    genus: int | None
    volume_mm3: Annotated[float, Field(alias="volumeMm3")]
    area_mm2: Annotated[float, Field(alias="areaMm2")]
    deviation_mean_mm: Annotated[float | None, Field(alias="deviationMeanMm")]
    deviation_p95_mm: Annotated[float | None, Field(alias="deviationP95Mm")]


class Nominal(ContractModel):
    value: float
    basis: Literal["step", "drill", "thread"]
    detail: str


class BoundingBoxMm(ContractModel):
    min: Annotated[list[float], Field(max_length=3, min_length=3)]
    max: Annotated[list[float], Field(max_length=3, min_length=3)]
    size: Annotated[list[float], Field(max_length=3, min_length=3)]


class Scale(ContractModel):
    source: Literal["mat", "known-distance", "unknown"]
    known: bool
    detail: str


class StageReport(ContractModel):
    name: StageName
    seconds: Annotated[float, Field(ge=0.0)]
    cached: bool
    peak_memory_mb: Annotated[float | None, Field(alias="peakMemoryMb")]
    measured: dict[str, float | str | bool | None]
    warnings: list[str]


class State(ContractModel):
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]
    url: str


class ResultFile(ContractModel):
    name: ResultName
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]


class Photo(ContractModel):
    photo_id: Annotated[Uuid, Field(alias="photoId")]
    pass_: Annotated[Pass, Field(alias="pass")]
    name: PhotoName
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]
    url: str


class Results(ContractModel):
    part_step: Annotated[str, Field(alias="part.step")]
    part_stl: Annotated[str, Field(alias="part.stl")]
    part_3mf: Annotated[str, Field(alias="part.3mf")]
    part_glb: Annotated[str, Field(alias="part.glb")]
    dimensions_csv: Annotated[str, Field(alias="dimensions.csv")]
    report_json: Annotated[str, Field(alias="report.json")]
    preview_png: Annotated[str, Field(alias="preview.png")]
    state_zip: Annotated[str, Field(alias="state.zip")]
    manifest_json: Annotated[str, Field(alias="manifest.json")]


InfillPattern = TypeAliasType("InfillPattern", Literal["gyroid", "grid", "cubic", "honeycomb", "rectilinear"])


InfillPercent = TypeAliasType("InfillPercent", Annotated[int, Field(ge=0, le=100)])


LayerHeightUm = TypeAliasType("LayerHeightUm", Annotated[int, Field(ge=50, le=350)])


Millionth = TypeAliasType("Millionth", Annotated[int, Field(ge=-1000000, le=1000000)])


class Orientation2(ContractModel):
    kind: Literal["quaternion"]
    millionths: Annotated[list[Millionth], Field(max_length=4, min_length=4)]


Preset = TypeAliasType("Preset", Literal["draft", "standard", "fine"])


Process = TypeAliasType("Process", Literal["fdm", "sla"])


Side = TypeAliasType("Side", Literal["-z", "+z", "-x", "+x", "-y", "+y"])


Slug = TypeAliasType("Slug", Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,39}$")])


Supports = TypeAliasType("Supports", Literal["auto", "none"])


class Figures(ContractModel):
    material_mg: Annotated[int, Field(alias="materialMg", ge=0)]
    support_mg: Annotated[int, Field(alias="supportMg", ge=0)]
    filament_mm: Annotated[int, Field(alias="filamentMm", ge=0)]
    seconds: Annotated[int, Field(ge=0)]
    layers: Annotated[int, Field(ge=0)]


class Geometry(ContractModel):
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]
    url: str


class Results1(ContractModel):
    preview_bin_gz: Annotated[str, Field(alias="preview.bin.gz")]
    slice_json: Annotated[str, Field(alias="slice.json")]


class Versions(ContractModel):
    slicer: str
    profile: str


SliceResultName = TypeAliasType("SliceResultName", Literal["preview.bin.gz"])


class PrepareChange(ContractModel):
    kind: Literal[
        "triangulated",
        "vertices-merged",
        "empty-triangles-dropped",
        "duplicates-dropped",
        "faces-turned",
        "holes-closed",
        "bodies-united",
    ]
    count: Annotated[int, Field(ge=0)]
    detail: Annotated[str, Field(max_length=300)]


class PrepareFile(ContractModel):
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]
    url: str


class PrepareLinks(ContractModel):
    prepared_stl: Annotated[str, Field(alias="prepared.stl")]
    prepared_json: Annotated[str, Field(alias="prepared.json")]


Unit = TypeAliasType("Unit", Annotated[str, Field(max_length=40)])


DeviationUm = TypeAliasType("DeviationUm", Annotated[int, Field(ge=0)])


PrepareTask = TypeAliasType("PrepareTask", Literal["triangulate", "mend"])


SizeUmItem = TypeAliasType("SizeUmItem", Annotated[int, Field(ge=0)])


class PreparedFigures(ContractModel):
    triangles: Annotated[int, Field(ge=0)]
    open_edges: Annotated[int, Field(alias="openEdges", ge=0)]
    volume_mm3: Annotated[float, Field(alias="volumeMm3")]
    area_mm2: Annotated[float, Field(alias="areaMm2")]
    size_um: Annotated[list[SizeUmItem], Field(alias="sizeUm", max_length=3, min_length=3)]


class PreparedFile(ContractModel):
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]


class Failure(ContractModel):
    code: ProblemCode
    stage: str | None = None
    detail: str
    retryable: bool


class OverrideReport(ContractModel):
    quantity: Quantity
    faces: list[Face]
    raw_mm: Annotated[float | None, Field(alias="rawMm")]
    fitted_mm: Annotated[float, Field(alias="fittedMm")]
    value_mm: Annotated[float, Field(alias="valueMm")]


class Override(ContractModel):
    quantity: Quantity
    faces: Annotated[list[Face], Field(max_length=100, min_length=1)]
    value_mm: Annotated[float, Field(alias="valueMm")]


class JobOptions(ContractModel):
    scale: ScaleRequest
    quality: Quality


class ProgressEvent(ContractModel):
    attempt: Attempt
    sequence: Annotated[int, Field(ge=0)]
    stage: StageName
    state: Literal["running", "done", "failed"]
    done: float | None
    total: float | None
    text: Annotated[str, Field(max_length=300)]
    at_ms: Annotated[InstantMs, Field(alias="atMs")]


class Dimension(ContractModel):
    id: str
    kind: DimensionKind
    label: str
    quantity: Literal["length", "diameter", "radius", "angle"]
    value: float
    raw: float | None
    nominal: Nominal | None
    uncertainty: float | None
    evidence: FaceEvidence
    faces: list[Face]
    count: Annotated[int, Field(ge=1)]
    place: Annotated[list[float], Field(max_length=3, min_length=3)]
    axis: Axis | None
    depth_mm: Annotated[float | None, Field(alias="depthMm")]
    through: bool | None
    drawing: DimensionDrawing


class FaceReport(ContractModel):
    id: Annotated[int, Field(ge=0)]
    type: FaceType
    evidence: FaceEvidence
    area_mm2: Annotated[float, Field(alias="areaMm2")]
    radius_mm: Annotated[float | None, Field(alias="radiusMm")]
    raw_radius_mm: Annotated[float | None, Field(alias="rawRadiusMm")]
    axis: Axis | None
    origin: Origin | None
    deviation_mean_mm: Annotated[float | None, Field(alias="deviationMeanMm")]
    deviation_p95_mm: Annotated[float | None, Field(alias="deviationP95Mm")]
    deviation_bias_mm: Annotated[float | None, Field(alias="deviationBiasMm")]
    inliers: Annotated[int, Field(ge=0)]


class SolidReport(ContractModel):
    valid: bool
    solids: Annotated[int, Field(ge=0)]
    closed: bool
    faces: list[FaceReport]
    dimensions: list[Dimension]
    bare_spots: Annotated[list[BareSpot] | None, Field(alias="bareSpots")] = None
    volume_mm3: Annotated[float | None, Field(alias="volumeMm3")]
    deviation_mean_mm: Annotated[float | None, Field(alias="deviationMeanMm")]
    deviation_p95_mm: Annotated[float | None, Field(alias="deviationP95Mm")]
    deviation_max_mm: Annotated[float | None, Field(alias="deviationMaxMm")]


class RebuildTask(ContractModel):
    of: ResultId
    overrides: Annotated[list[Override], Field(max_length=50)]
    known_distance: Annotated[KnownDistance | None, Field(alias="knownDistance")]
    state: State


class WorkerInput(ContractModel):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    job_id: Annotated[Uuid, Field(alias="jobId")]
    attempt: Attempt
    scan_name: Annotated[str, Field(alias="scanName")]
    options: JobOptions
    photos: list[Photo]
    rebuild: RebuildTask | None
    results: Results
    progress_url: Annotated[str, Field(alias="progressUrl")]


class WorkerOutput(ContractModel):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    job_id: Annotated[Uuid, Field(alias="jobId")]
    attempt: Attempt
    label: Label
    failure: Failure | None
    files: list[ResultFile]
    seconds: float


class Orientation1(ContractModel):
    kind: Literal["face-down"]
    side: Side


Orientation = TypeAliasType("Orientation", Orientation1 | Orientation2)


class PrintSettings(ContractModel):
    process: Process
    material: Slug
    preset: Preset
    layer_height_um: Annotated[LayerHeightUm, Field(alias="layerHeightUm")]
    infill_percent: Annotated[InfillPercent, Field(alias="infillPercent")]
    pattern: InfillPattern
    supports: Supports
    orientation: Orientation


class SliceFile(ContractModel):
    name: SliceResultName
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]


class SliceInput(ContractModel):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    slice_id: Annotated[Uuid, Field(alias="sliceId")]
    attempt: Attempt
    geometry: Geometry
    settings: PrintSettings
    machine: Slug
    profile: Slug
    density_mg_per_cm3: Annotated[int, Field(alias="densityMgPerCm3", ge=100, le=25000)]
    results: Results1


class SliceOutput(ContractModel):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    slice_id: Annotated[Uuid, Field(alias="sliceId")]
    attempt: Attempt
    figures: Figures | None
    failure: Failure | None
    versions: Versions | None
    cache_key: Annotated[Sha256 | None, Field(alias="cacheKey")]
    cached: bool
    files: list[SliceFile]
    seconds: float


class PrepareInput(ContractModel):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    preparation_id: Annotated[Uuid, Field(alias="preparationId")]
    attempt: Attempt
    task: PrepareTask
    file: PrepareFile
    results: PrepareLinks


class PrepareReport(ContractModel):
    task: PrepareTask
    bodies: Annotated[int, Field(ge=0)]
    unit: Unit | None
    deviation_um: Annotated[DeviationUm | None, Field(alias="deviationUm")]
    changes: Annotated[list[PrepareChange], Field(max_length=20)]
    before: PreparedFigures | None
    after: PreparedFigures


class Report(ContractModel):
    schema_: Annotated[Literal[2], Field(alias="schema")]
    label: Label
    summary: str
    failure: Failure | None
    quality: Literal["draft", "standard"]
    unit: Literal["mm", "scene"]
    scale: Scale
    frame: Literal["mat", "table", "free"]
    bounding_box_mm: Annotated[BoundingBoxMm | None, Field(alias="boundingBoxMm")]
    stages: list[StageReport]
    cameras: list[CameraReport]
    mesh: MeshReport | None
    solid: SolidReport | None
    overrides: list[OverrideReport]
    rebuilt_from: Annotated[ResultId | None, Field(alias="rebuiltFrom")]
    warnings: list[str]
    seconds: float
    peak_memory_mb: Annotated[float | None, Field(alias="peakMemoryMb")]
    software: dict[str, str]


class PrepareOutput(ContractModel):
    schema_: Annotated[Literal[1], Field(alias="schema")]
    preparation_id: Annotated[Uuid, Field(alias="preparationId")]
    attempt: Attempt
    report: PrepareReport | None
    file: PreparedFile | None
    failure: Failure | None
    seconds: float
