"""The COLMAP database that structure from motion works on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pycolmap

from reconstruct.poses.lens import LensTable

CAMERA_MODEL = "RADIAL"


def create_database(
    path: Path, photos: list[dict[str, Any]], groups: np.ndarray, table: LensTable, keypoints: list[np.ndarray]
) -> list[int]:
    """Writes cameras (one a group), images and keypoints (n, 2); returns the image ids in the photos' order."""
    path.unlink(missing_ok=True)
    ids = []
    with pycolmap.Database.open(str(path)) as database:
        cameras, rigs = {}, {}
        for group in np.unique(groups).tolist():
            first = photos[int(np.flatnonzero(groups == group)[0])]
            row = table.prior[table.parameter_of[group]]
            camera = pycolmap.Camera(
                model=CAMERA_MODEL,
                width=first["widthPx"],
                height=first["heightPx"],
                params=[row[0], row[1], row[2], 0.0, 0.0],
            )
            camera.has_prior_focal_length = bool(table.focal_known[group])
            camera.camera_id = cameras[group] = database.write_camera(camera)
            rig = pycolmap.Rig()
            rig.add_ref_sensor(camera.sensor_id)
            rigs[group] = database.write_rig(rig)
        for photo, group, points in zip(photos, groups.tolist(), keypoints, strict=True):
            image = pycolmap.Image(name=photo["file"], camera_id=cameras[group])
            image.image_id = database.write_image(image)
            frame = pycolmap.Frame()
            frame.rig_id = rigs[group]
            frame.add_data_id(image.data_id)
            database.write_frame(frame)
            database.write_keypoints(image.image_id, points.astype(np.float32))
            ids.append(image.image_id)
    return ids


def write_matches(path: Path, ids: list[int], matches: dict[tuple[int, int], np.ndarray]) -> None:
    """Adds raw matches (pair of photo indices -> (m, 2))."""
    with pycolmap.Database.open(str(path)) as database:
        for (i, j), rows in matches.items():
            if database.exists_matches(ids[i], ids[j]):
                database.delete_matches(ids[i], ids[j])
            if database.exists_two_view_geometry(ids[i], ids[j]):
                database.delete_two_view_geometry(ids[i], ids[j])
            database.write_matches(ids[i], ids[j], rows.astype(np.uint32))


def verify(path: Path, processes: int, seed: int) -> None:
    """Epipolar verification of every pair in the database."""
    options = pycolmap.TwoViewGeometryOptions()
    options.ransac.random_seed = seed
    verifier = pycolmap.GeometricVerifierOptions()
    verifier.num_threads = processes
    pycolmap.geometric_verification(str(path), verifier_options=verifier, two_view_geometry_options=options)


def replace_keypoints(path: Path, photos: list[dict[str, Any]], keypoints: list[np.ndarray]) -> list[int]:
    """Gives every image a longer list of keypoints that begins with its old one; returns the image ids."""
    with pycolmap.Database.open(str(path)) as database:
        ids = [database.read_image_with_name(photo["file"]).image_id for photo in photos]
        for image_id, points in zip(ids, keypoints, strict=True):
            database.update_keypoints(image_id, points.astype(np.float32))
    return ids


def verified_matches(path: Path) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """By pair of file names, the pixels (m, 2) and (m, 2) of the matches that were verified."""
    with pycolmap.Database.open(str(path)) as database:
        images = database.read_all_images()
        names = {image.image_id: image.name for image in images}
        points = {image.image_id: database.read_keypoints(image.image_id)[:, :2] for image in images}
        pairs, geometries = database.read_two_view_geometries()
    out = {}
    for pair, geometry in zip(pairs, geometries, strict=True):
        first, second = pycolmap.pair_id_to_image_pair(pair) if np.isscalar(pair) else pair
        rows = np.asarray(geometry.inlier_matches, dtype=int).reshape(-1, 2)
        if len(rows):
            out[names[first], names[second]] = points[first][rows[:, 0]], points[second][rows[:, 1]]
    return out


def inlier_counts(path: Path, ids: list[int]) -> np.ndarray:
    """Verified matches between photos (n, n), symmetric."""
    place = {image_id: index for index, image_id in enumerate(ids)}
    counts = np.zeros((len(ids), len(ids)), int)
    with pycolmap.Database.open(str(path)) as database:
        pairs, found = database.read_two_view_geometry_num_inliers()
        for pair, number in zip(pairs, found, strict=True):
            first, second = pycolmap.pair_id_to_image_pair(pair) if np.isscalar(pair) else pair
            counts[place[first], place[second]] = counts[place[second], place[first]] = number
    return counts
