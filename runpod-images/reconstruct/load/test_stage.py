import hashlib
import json
import struct
import zlib
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from reconstruct.load.stage import run
from reconstruct.stage import JobSettings, StageContext, StageError

SIZE = (1200, 900)
ORIENTATION, MAKE, GPS_IFD, EXIF_IFD, FOCAL_35 = 0x0112, 0x010F, 0x8825, 0x8769, 0xA405


def picture(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    coarse = np.random.default_rng(seed).integers(0, 256, (30, 40, 3)).astype(np.uint8)
    return Image.fromarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR))


def bomb() -> bytes:
    """A PNG of a few bytes that claims 30,000 x 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def encoded(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scan(tmp_path: Path, files: list[bytes], passes: list[int] | None = None) -> StageContext:
    folder = tmp_path / "input"
    folder.mkdir(parents=True)
    entries = []
    for number, data in enumerate(files):
        (folder / f"{number}.bin").write_bytes(data)
        entries.append({"photoId": f"p{number}", "pass": passes[number] if passes else 0, "name": f"photo-{number}.jpg",
                        "sha256": hashlib.sha256(data).hexdigest(), "file": f"{number}.bin"})  # fmt: skip
    (folder / "photos.json").write_text(json.dumps(entries))
    return StageContext(tmp_path, JobSettings())


def fillers(count: int = 8) -> list[bytes]:
    return [encoded(picture(100 + number)) for number in range(count)]


def loaded(context: StageContext) -> list[dict]:
    run(context)
    return json.loads((context.folder("load") / "photos.json").read_text())


def pixels(context: StageContext, photo: dict) -> np.ndarray:
    return cv2.cvtColor(
        cv2.imread(str(context.folder("load") / photo["file"]), cv2.IMREAD_UNCHANGED), cv2.COLOR_BGR2RGB
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_comes_out_upright(tmp_path: Path, orientation: int):
    upright = picture(1, (1200, 900))
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270}  # fmt: skip
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    context = scan(tmp_path, [encoded(stored, quality=95, exif=exif), *fillers()])
    photo = loaded(context)[0]
    assert (photo["widthPx"], photo["heightPx"]) == (1200, 900)
    assert np.abs(pixels(context, photo).astype(int) - np.asarray(upright).astype(int)).mean() < 6


def test_formats_are_told_by_content_and_odd_modes_become_rgb(tmp_path: Path):
    image = picture(2)
    gray16 = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    alpha = image.copy()
    alpha.putalpha(Image.new("L", SIZE, 128))
    files = [encoded(image, "PNG"), encoded(image, "WEBP", quality=95), encoded(image.convert("CMYK"), quality=95),
             encoded(gray16, "PNG"), encoded(alpha, "PNG"), encoded(image.convert("L"), "JPEG"),
             encoded(image.quantize(64), "PNG")]  # fmt: skip
    context = scan(tmp_path, [*files, *fillers(3)])
    photos = loaded(context)
    expected = np.asarray(image).astype(int)
    for number in (0, 1, 2):
        assert np.abs(pixels(context, photos[number]) - expected).mean() < 8
    gray = np.asarray(image.convert("L")).astype(int)
    assert np.abs(pixels(context, photos[3])[:, :, 0] - gray).mean() < 2
    assert np.abs(pixels(context, photos[4]) - (expected * 128 + 255 * 127) // 255).mean() < 2
    assert all(pixels(context, photo).shape == (900, 1200, 3) for photo in photos[:7])


def test_large_photos_are_limited_and_focal_length_and_camera_are_kept(tmp_path: Path):
    exif = Image.Exif()
    exif[MAKE] = "Maker"
    exif.get_ifd(EXIF_IFD)[FOCAL_35] = 26
    exif.get_ifd(GPS_IFD)[1] = "N"
    wide, tall = picture(3, (2800, 2100)), picture(4, (2100, 2800))
    context = scan(tmp_path, [encoded(wide, exif=exif), encoded(tall, exif=exif), *fillers()])
    photos = loaded(context)
    assert (photos[0]["widthPx"], photos[0]["heightPx"]) == (2000, 1500)
    assert photos[0]["focalPriorPx"] == pytest.approx(26 / np.hypot(36, 24) * 2500, rel=1e-3)
    lens_a, lens_b, other = (photo["cameraGroup"].split(":")[0] for photo in photos[:3])
    assert lens_a == lens_b != other
    assert photos[0]["cameraGroup"] != photos[1]["cameraGroup"]
    written = Image.open(context.folder("load") / photos[0]["file"])
    assert not written.getexif()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (encoded(picture(5))[:20000], "photo-undecodable"),
        (b"", "photo-undecodable"),
        (b"<html><body>not a photo</body></html>", "photo-undecodable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo-undecodable"),
        (bomb(), "photo-too-many-pixels"),
        (encoded(picture(6), "WEBP", save_all=True, append_images=[picture(7)]), "photo-animated"),
    ],
    ids=["cut short", "empty", "html", "svg", "bomb", "animated"],
)
def test_what_is_no_single_photo_is_named(tmp_path: Path, data: bytes, code: str):
    with pytest.raises(StageError) as caught:
        run(scan(tmp_path, [*fillers(), data]))
    assert caught.value.code == code
    assert "photo-8.jpg" in caught.value.detail


def test_all_black_photos_are_refused_and_single_ones_left_out(tmp_path: Path):
    black = encoded(Image.new("RGB", SIZE, (3, 3, 3)))
    with pytest.raises(StageError) as caught:
        run(scan(tmp_path / "all", [black] * 9))
    assert caught.value.code == "photos-black"
    photo = loaded(scan(tmp_path / "one", [*fillers(), black]))[8]
    assert (photo["usable"], photo["reason"]) == (False, "is all dark")


def test_the_same_photo_again_is_left_out_and_look_alikes_are_told(tmp_path: Path):
    first = fillers()
    context = scan(tmp_path / "twice", [*first, first[0], encoded(picture(101), quality=60)])
    result = run(context)
    photos = json.loads((context.folder("load") / "photos.json").read_text())
    assert not photos[8]["usable"]
    assert photos[9]["usable"]
    assert any("photo-9.jpg shows the same as photo-1.jpg" in warning for warning in result.warnings)
    with pytest.raises(StageError) as caught:
        run(scan(tmp_path / "same", [first[0]] * 20))
    assert caught.value.code == "photos-too-few"


def test_broken_metadata_do_not_cost_the_photo(tmp_path: Path):
    data = encoded(picture(8))
    broken = data[:2] + b"\xff\xe1\x00\x12Exif\x00\x00II*\x00\xff\xff\xff\x7f" + data[2:]
    photo = loaded(scan(tmp_path, [broken, *fillers()]))[0]
    assert photo["usable"]
    assert photo["focalPriorPx"] is None
