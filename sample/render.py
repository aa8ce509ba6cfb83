"""Photographs the sample part: 24 views on the printed mat, rendered by Blender, then blurred, grained, saved as JPEG.

    python sample/render.py            # about 12 s a photo on two cores; needs Debian's blender

Writes photos/NNN.jpg and cameras.json. cameras.json: `K` (px; the centre of the first pixel is (0.5, 0.5)) and each
photo's world-to-camera pose (OpenCV axes, mm; world = the board's centre, z up). Raw renders are kept in out/sample.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

HERE = Path(__file__).parent
RAW = HERE.parent / "out" / "sample"

WIDTH_PX, HEIGHT_PX, FOCAL_PX = 1280, 960, 1848.889
SAMPLES = 10
SHEET_MM, SHEET_PX_PER_MM = (297.0, 210.0), 20
SQUARES, SQUARE_MM, MARKER_MM = (22, 16), 12.0, 9.0
# Elevation (degrees) → how many photos on that ring, and how far away (mm).
RINGS = ((24.0, 11, 162.0), (44.0, 8, 158.0), (63.0, 5, 156.0))
TARGET_MM = np.array([0.0, 2.0, 11.0])
LENS_MM = 6.5


def camera_poses(seed: int = 7) -> list[tuple[np.ndarray, np.ndarray]]:
    """World-to-camera (R, t) of each photo (OpenCV axes, mm), jittered as by hand, so that no ring is perfect."""
    random = np.random.default_rng(seed)
    poses = []
    for ring, (elevation_deg, count, distance_mm) in enumerate(RINGS):
        for index in range(count):
            azimuth = 2 * np.pi * (index + 0.5 * (ring % 2)) / count + np.radians(random.uniform(-5, 5))
            elevation = np.radians(elevation_deg + random.uniform(-3, 3))
            distance = distance_mm * random.uniform(0.96, 1.06)
            outward = np.array(
                [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)]
            )
            target = TARGET_MM + random.uniform(-3, 3, 3)
            poses.append(look_at(target + distance * outward, target, np.radians(random.uniform(-4, 4))))
    return poses


def look_at(eye: np.ndarray, target: np.ndarray, roll_rad: float) -> tuple[np.ndarray, np.ndarray]:
    """World-to-camera (R, t) of a camera at `eye` (mm) looking at `target`, z up, rolled about its axis."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    c, s = np.cos(roll_rad), np.sin(roll_rad)
    rotation = np.array([c * right + s * down, -s * right + c * down, forward])
    return rotation, -rotation @ eye


def draw_sheet(file: Path) -> None:
    """The A4 sheet as printed: the ChArUco board in the middle of white paper."""
    board = cv2.aruco.CharucoBoard(
        SQUARES, SQUARE_MM, MARKER_MM, cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    )
    width, height = (round(n * SQUARE_MM * SHEET_PX_PER_MM) for n in SQUARES)
    picture = board.generateImage((width, height), marginSize=0, borderBits=1)
    sheet_width, sheet_height = (round(mm * SHEET_PX_PER_MM) for mm in SHEET_MM)
    sheet = np.full((sheet_height, sheet_width), 242, np.uint8)
    left, top = (sheet_width - width) // 2, (sheet_height - height) // 2
    sheet[top : top + height, left : left + width] = np.clip(picture, 14, 242)
    cv2.imwrite(str(file), sheet)


def render(poses: list[tuple[np.ndarray, np.ndarray]]) -> list[Path]:
    """Has Blender render every pose; returns the raw PNGs."""
    RAW.mkdir(parents=True, exist_ok=True)
    sheet = RAW / "sheet.png"
    draw_sheet(sheet)
    files = [RAW / f"{index:03}.png" for index in range(len(poses))]
    photos = []
    for file, (rotation, translation) in zip(files, poses, strict=True):
        camera_to_world = np.eye(4)
        camera_to_world[:3, :3] = rotation.T
        camera_to_world[:3, 3] = -rotation.T @ translation
        photos.append({"file": str(file.resolve()), "cameraToWorld": camera_to_world.tolist()})
    job = {
        "part": str((HERE / "truth.stl").resolve()),
        "sheet": str(sheet.resolve()),
        "widthPx": WIDTH_PX,
        "heightPx": HEIGHT_PX,
        "focalPx": FOCAL_PX,
        "samples": SAMPLES,
        "photos": photos,
    }
    (RAW / "job.json").write_text(json.dumps(job))
    blender = ["blender", "-b", "--python-exit-code", "1", "-P", str(HERE / "scene.py"), "--", str(RAW / "job.json")]
    subprocess.run(blender, check=True, stdout=subprocess.DEVNULL)
    return files


def develop(raw: Path, jpeg: Path, seed: int) -> None:
    """What a phone adds to a clean render: slight blur, grain, JPEG at 85, and the lens in the EXIF."""
    random = np.random.default_rng(seed)
    picture = cv2.imread(str(raw)).astype(np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.5)
    picture += random.normal(0, 1.6, picture.shape[:2])[..., None] + random.normal(0, 0.7, picture.shape)
    rgb = np.clip(picture, 0, 255).astype(np.uint8)[..., ::-1]
    photo = Image.fromarray(np.ascontiguousarray(rgb))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Caliper", "rendered sample", 1
    detail = exif.get_ifd(0x8769)
    detail[0x920A] = LENS_MM
    detail[0xA405] = round(FOCAL_PX * np.hypot(36, 24) / np.hypot(WIDTH_PX, HEIGHT_PX))
    detail[0xA20E] = detail[0xA20F] = FOCAL_PX / LENS_MM
    detail[0xA210] = 4  # the two resolutions above are pixels per millimetre of the sensor
    photo.save(jpeg, quality=85, exif=exif)


def main() -> None:
    poses = camera_poses()
    raw_files = render(poses)
    photos = HERE / "photos"
    photos.mkdir(exist_ok=True)
    cameras = []
    for index, (raw, (rotation, translation)) in enumerate(zip(raw_files, poses, strict=True)):
        name = f"{index:03}.jpg"
        develop(raw, photos / name, seed=index)
        cameras.append({"file": name, "R": rotation.round(9).tolist(), "t": translation.round(6).tolist()})
    record = {
        "convention": "OpenCV world-to-camera x = K(RX + t); mm; z up; mat at z = 0, origin at its centre",
        "K": [[FOCAL_PX, 0, WIDTH_PX / 2], [0, FOCAL_PX, HEIGHT_PX / 2], [0, 0, 1]],
        "width": WIDTH_PX,
        "height": HEIGHT_PX,
        "cameras": cameras,
    }
    (HERE / "cameras.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
