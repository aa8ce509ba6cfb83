"""Joint bundle adjustment: photos' poses, shared intrinsics, points, and the boards they lie on.

Levenberg-Marquardt on the Schur complement of the points, with robust weights (Triggs et al., "Bundle adjustment -
a modern synthesis", 1999). COLMAP's adjuster cannot weigh observations one by one nor hold a rigid board that moved
between passes; this one can. Residuals are in units of each observation's sigma.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from reconstruct.poses.camera_model import project, project_with_jacobians, rotation_from_vector, skew

CAUCHY_SIGMAS = 2.5
POINTS_A_CHUNK = 4000


@dataclass(frozen=True)
class Observations:
    """``camera (n,)``, ``target (n,)`` (point or body index), ``pixels (n, 2)``, ``sigma_px (n,)``.

    ``local_mm (n, 3)`` is the fixed position on a rigid body for board observations, empty for free points.
    """

    camera: np.ndarray
    target: np.ndarray
    pixels: np.ndarray
    sigma_px: np.ndarray
    local_mm: np.ndarray

    @staticmethod
    def none() -> Observations:
        return Observations(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 2)), np.zeros(0), np.zeros((0, 3)))

    def keep(self, mask: np.ndarray) -> Observations:
        return Observations(
            self.camera[mask],
            self.target[mask],
            self.pixels[mask],
            self.sigma_px[mask],
            self.local_mm[mask] if len(self.local_mm) else self.local_mm,
        )


@dataclass(frozen=True)
class Bundle:
    """The whole state. ``parameter_of (g, 7)`` maps camera groups to the flat ``lens (k,)`` with priors ``lens_prior``
    and ``lens_sigma`` (inf = free, 0 = held). World to camera: ``rotations (c, 3, 3)``, ``shifts (c, 3)``; body to
    world: ``body_rotations (b, 3, 3)``, ``body_shifts (b, 3)``, body 0 held. ``points (m, 3)``.
    """

    rotations: np.ndarray
    shifts: np.ndarray
    group: np.ndarray
    lens: np.ndarray
    lens_prior: np.ndarray
    lens_sigma: np.ndarray
    parameter_of: np.ndarray
    points: np.ndarray
    body_rotations: np.ndarray
    body_shifts: np.ndarray
    features: Observations
    board: Observations
    hold_first_camera: bool = False

    def intrinsics(self) -> np.ndarray:
        """Per camera (c, 7)."""
        return self.lens[self.parameter_of[self.group]]

    def positions(self) -> np.ndarray:
        """Camera centres in the world (c, 3)."""
        return -np.einsum("nji,nj->ni", self.rotations, self.shifts)

    def feature_errors_px(self) -> np.ndarray:
        """Distance of each feature from its projected point (n,)."""
        seen = self.features
        camera = (
            np.einsum("nij,nj->ni", self.rotations[seen.camera], self.points[seen.target]) + self.shifts[seen.camera]
        )
        return np.linalg.norm(project(camera, self.intrinsics()[seen.camera]) - seen.pixels, axis=1)

    def board_errors_px(self) -> np.ndarray:
        """Distance of each board corner from its projection (n,)."""
        camera = self._board_camera_points()[1]
        return np.linalg.norm(project(camera, self.intrinsics()[self.board.camera]) - self.board.pixels, axis=1)

    def _board_camera_points(self) -> tuple[np.ndarray, np.ndarray]:
        seen = self.board
        world = np.einsum("nij,nj->ni", self.body_rotations[seen.target], seen.local_mm) + self.body_shifts[seen.target]
        return world, np.einsum("nij,nj->ni", self.rotations[seen.camera], world) + self.shifts[seen.camera]


@dataclass
class _System:
    """Normal equations: dense over poses, lens and bodies; block-diagonal over points; W couples the two."""

    hessian: np.ndarray
    gradient: np.ndarray
    held: np.ndarray
    point_hessian: np.ndarray
    point_gradient: np.ndarray
    rows: np.ndarray
    coupling: np.ndarray
    point_of: np.ndarray


def solve_bundle(bundle: Bundle, max_iterations: int = 30, tolerance: float = 1e-6) -> Bundle:
    """Minimises the robust cost; returns the adjusted bundle (the same observations)."""
    damping, cost = 1e-4, robust_cost(bundle)
    for _ in range(max_iterations):
        system = _linearise(bundle)
        improved = False
        for _ in range(8):
            step = _solve(system, damping)
            trial = _apply(bundle, *step) if step is not None else bundle
            trial_cost = robust_cost(trial) if step is not None else np.inf
            if trial_cost < cost:
                improved = True
                break
            damping *= 6
        if not improved:
            return bundle
        gain, bundle, cost = (cost - trial_cost) / max(cost, 1e-300), trial, trial_cost
        damping = max(damping / 6, 1e-9)
        if gain < tolerance:
            return bundle
    return bundle


def robust_cost(bundle: Bundle) -> float:
    """Cauchy cost of all observations plus the lens priors."""
    errors = np.concatenate(
        [bundle.feature_errors_px() / bundle.features.sigma_px, bundle.board_errors_px() / bundle.board.sigma_px]
    )
    scale = CAUCHY_SIGMAS**2
    return float(scale * np.log1p(errors**2 / scale).sum() + (_prior_residual(bundle) ** 2).sum())


def _prior_residual(bundle: Bundle) -> np.ndarray:
    bound = (bundle.lens_sigma > 0) & np.isfinite(bundle.lens_sigma)
    return np.where(bound, (bundle.lens - bundle.lens_prior) / np.where(bound, bundle.lens_sigma, 1.0), 0.0)


def _weighted(residual: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Square root of the weight of each observation: 1 / sigma, lowered for outliers (Cauchy)."""
    squared = (residual**2).sum(axis=1) / sigma**2
    return 1.0 / (sigma * np.sqrt(1 + squared / CAUCHY_SIGMAS**2))


def _linearise(bundle: Bundle) -> _System:
    cameras, lens, bodies = len(bundle.rotations), len(bundle.lens), len(bundle.body_rotations)
    size = 6 * cameras + lens + 6 * bodies
    hessian, gradient = np.zeros((size, size)), np.zeros(size)
    intrinsics = bundle.intrinsics()
    seen = bundle.features
    local = np.einsum("nij,nj->ni", bundle.rotations[seen.camera], bundle.points[seen.target])
    jacobian, residual, by_point = _pose_rows(bundle, seen, local, intrinsics)
    rows = _row_indices(bundle, seen.camera)
    _accumulate(hessian, gradient, rows, jacobian, residual)
    point_jacobian = by_point @ bundle.rotations[seen.camera]
    count = len(bundle.points)
    point_hessian = _sum_by(np.einsum("nki,nkj->nij", point_jacobian, point_jacobian), seen.target, count)
    point_gradient = _sum_by(np.einsum("nki,nk->ni", point_jacobian, residual), seen.target, count)
    coupling = np.einsum("nki,nkj->nij", jacobian, point_jacobian)
    if len(bundle.board.camera):
        _add_board(bundle, intrinsics, hessian, gradient)
    held = _held(bundle, hessian)
    _add_priors(bundle, hessian, gradient)
    return _System(hessian, gradient, held, point_hessian, point_gradient, rows, coupling, seen.target)


def _pose_rows(
    bundle: Bundle, seen: Observations, turned: np.ndarray, intrinsics: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Weighted Jacobian by pose and lens (n, 2, 13), residual (n, 2), and Jacobian by the camera point (n, 2, 3)."""
    pixels, by_point, by_lens = project_with_jacobians(turned + bundle.shifts[seen.camera], intrinsics[seen.camera])
    residual = pixels - seen.pixels
    weight = _weighted(residual, seen.sigma_px)[:, None]
    by_point = by_point * weight[:, :, None]
    jacobian = np.concatenate([by_point @ -skew(turned), by_point, by_lens * weight[:, :, None]], axis=2)
    return jacobian, residual * weight, by_point


def _row_indices(bundle: Bundle, camera: np.ndarray) -> np.ndarray:
    pose = 6 * camera[:, None] + np.arange(6)
    return np.hstack([pose, 6 * len(bundle.rotations) + bundle.parameter_of[bundle.group[camera]]])


def _accumulate(
    hessian: np.ndarray, gradient: np.ndarray, rows: np.ndarray, jacobian: np.ndarray, residual: np.ndarray
) -> None:
    blocks = np.einsum("nki,nkj->nij", jacobian, jacobian)
    size = len(gradient)
    flat = rows[:, :, None] * size + rows[:, None, :]
    hessian += np.bincount(flat.ravel(), blocks.ravel(), size * size).reshape(size, size)
    gradient += np.bincount(rows.ravel(), np.einsum("nki,nk->ni", jacobian, residual).ravel(), size)


def _sum_by(values: np.ndarray, index: np.ndarray, count: int) -> np.ndarray:
    flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
    summed = [np.bincount(index, flat[:, column], count) for column in range(flat.shape[1])]
    return np.stack(summed, axis=1).reshape(count, *values.shape[1:])


def _add_board(bundle: Bundle, intrinsics: np.ndarray, hessian: np.ndarray, gradient: np.ndarray) -> None:
    seen = bundle.board
    world, camera = bundle._board_camera_points()
    jacobian, residual, by_point = _pose_rows(bundle, seen, camera - bundle.shifts[seen.camera], intrinsics)
    by_world = by_point @ bundle.rotations[seen.camera]
    turned = world - bundle.body_shifts[seen.target]
    by_body = np.concatenate([by_world @ -skew(turned), by_world], axis=2)
    base = 6 * len(bundle.rotations) + len(bundle.lens)
    rows = np.hstack([_row_indices(bundle, seen.camera), base + 6 * seen.target[:, None] + np.arange(6)])
    _accumulate(hessian, gradient, rows, np.concatenate([jacobian, by_body], axis=2), residual)


def _add_priors(bundle: Bundle, hessian: np.ndarray, gradient: np.ndarray) -> None:
    first = 6 * len(bundle.rotations)
    bound = np.flatnonzero((bundle.lens_sigma > 0) & np.isfinite(bundle.lens_sigma))
    hessian[first + bound, first + bound] += 1 / bundle.lens_sigma[bound] ** 2
    gradient[first + bound] += _prior_residual(bundle)[bound] / bundle.lens_sigma[bound]


def _held(bundle: Bundle, hessian: np.ndarray) -> np.ndarray:
    """Unknowns that keep their value: held lens values, body 0, and whatever nothing was seen of."""
    first = 6 * len(bundle.rotations)
    body = first + len(bundle.lens)
    held = [*(first + np.flatnonzero(bundle.lens_sigma == 0)), *range(body, body + 6)]
    held += list(range(6)) if bundle.hold_first_camera else []
    return np.unique(np.array([*held, *np.flatnonzero(np.diag(hessian) == 0)], dtype=int))


def _solve(system: _System, damping: float) -> tuple[np.ndarray, np.ndarray] | None:
    """Steps of the dense part and of the points, or None if the damped system is singular."""
    dense = system.hessian.copy()
    dense[np.diag_indices_from(dense)] *= 1 + damping
    if not len(system.point_hessian):
        step = _dense_step(dense, -system.gradient, system.held)
        return None if step is None else (step, np.zeros((0, 3)))
    blocks = system.point_hessian + np.eye(3) * (
        damping * np.trace(system.point_hessian, axis1=1, axis2=2)[:, None, None] / 3 + 1e-12
    )
    try:
        lower = np.linalg.cholesky(blocks)
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(lower)  # L^-1 of each point
    # W L^-T, one column block a point; S = H - (W L^-T)(W L^-T)^T
    halves = system.coupling @ inverse[system.point_of].transpose(0, 2, 1)
    rows = np.broadcast_to(system.rows[:, :, None], halves.shape)
    columns = np.broadcast_to(3 * system.point_of[:, None, None] + np.arange(3), halves.shape)
    coupled = csr_matrix((halves.ravel(), (rows.ravel(), columns.ravel())), shape=(len(dense), 3 * len(blocks))).tocsc()
    reduced = np.einsum("nij,nj->ni", inverse, system.point_gradient)
    right = -system.gradient + coupled @ reduced.ravel()
    for start in range(0, coupled.shape[1], 3 * POINTS_A_CHUNK):
        part = coupled[:, start : start + 3 * POINTS_A_CHUNK].toarray()
        dense -= part @ part.T
    step = _dense_step(dense, right, system.held)
    if step is None:
        return None
    back = -reduced - (coupled.T @ step).reshape(-1, 3)
    return step, np.einsum("nji,nj->ni", inverse, back)


def _dense_step(dense: np.ndarray, right: np.ndarray, held: np.ndarray) -> np.ndarray | None:
    """Solves the reduced system with the held unknowns kept where they are; None if it is singular."""
    dense[held, :] = 0
    dense[:, held] = 0
    dense[held, held] = 1
    right[held] = 0
    try:
        return cho_solve(cho_factor(dense, lower=True), right)
    except (np.linalg.LinAlgError, ValueError):
        return None


def _apply(bundle: Bundle, step: np.ndarray, point_step: np.ndarray) -> Bundle:
    cameras, lens = len(bundle.rotations), len(bundle.lens)
    pose = step[: 6 * cameras].reshape(-1, 6)
    body = step[6 * cameras + lens :].reshape(-1, 6)
    return replace(
        bundle,
        rotations=rotation_from_vector(pose[:, :3]) @ bundle.rotations,
        shifts=bundle.shifts + pose[:, 3:],
        lens=bundle.lens + step[6 * cameras : 6 * cameras + lens],
        points=bundle.points + point_step,
        body_rotations=rotation_from_vector(body[:, :3]) @ bundle.body_rotations,
        body_shifts=bundle.body_shifts + body[:, 3:],
    )
