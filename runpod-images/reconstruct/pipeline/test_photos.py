from __future__ import annotations

import json
from pathlib import Path

import pytest

from reconstruct.pipeline.photos import Photo, lay_input, photos_in
from reconstruct.stage import StageError


def fill(folder: Path, **contents: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        (folder / f"{name}.jpg").write_text(text)


def passes(folder: Path) -> list[tuple[int, str]]:
    return [(photo.pass_index, photo.name) for photo in photos_in(folder)]


def test_the_files_of_a_folder_are_one_pass_in_the_order_of_their_names(tmp_path):
    fill(tmp_path, b="2", a="1")
    assert passes(tmp_path) == [(0, "a.jpg"), (0, "b.jpg")]


def test_sub_folders_are_passes(tmp_path):
    fill(tmp_path / "up", a="1")
    fill(tmp_path / "over", a="2")
    assert passes(tmp_path) == [(0, "a.jpg"), (1, "a.jpg")]


def test_files_beside_sub_folders_are_the_first_pass(tmp_path):
    fill(tmp_path, a="1")
    fill(tmp_path / "over", b="2")
    assert passes(tmp_path) == [(0, "a.jpg"), (1, "b.jpg")]


def test_hidden_files_and_folders_are_passed_over(tmp_path):
    fill(tmp_path, a="1")
    fill(tmp_path / ".thumbnails", b="2")
    (tmp_path / ".DS_Store").write_text("x")
    assert passes(tmp_path) == [(0, "a.jpg")]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_text("x")])
def test_a_folder_without_photos_is_a_problem(tmp_path, make):
    make(tmp_path / "photos")
    with pytest.raises(StageError, match="photos-too-few"):
        photos_in(tmp_path / "photos")


def test_the_same_folder_gives_the_same_ids_and_the_same_photo_twice_two_of_them(tmp_path):
    fill(tmp_path / "one", a="same", b="same")
    ids = [photo.photo_id for photo in photos_in(tmp_path / "one")]
    assert ids == [photo.photo_id for photo in photos_in(tmp_path / "one")]
    assert len(set(ids)) == 2


def test_the_input_holds_exactly_the_photos_of_the_last_time(tmp_path):
    fill(tmp_path / "one", a="1", b="2")
    fill(tmp_path / "two", c="3")
    lay_input(tmp_path / "workspace", photos_in(tmp_path / "one"))
    lay_input(tmp_path / "workspace", photos_in(tmp_path / "two"))
    folder = tmp_path / "workspace" / "input"
    (photo,) = json.loads((folder / "photos.json").read_text())
    assert {path.name for path in folder.iterdir()} == {"photos.json", photo["file"]}
    assert (photo["pass"], photo["name"], (folder / photo["file"]).read_text()) == (0, "c.jpg", "3")


def test_an_empty_sub_folder_is_no_pass(tmp_path):
    (tmp_path / "a-empty").mkdir()
    fill(tmp_path / "b", a="1")
    assert passes(tmp_path) == [(0, "a.jpg")]


def test_a_name_is_never_a_path(tmp_path):
    fill(tmp_path, a="1")
    photo = Photo("id", 0, "../../escape.jpg", "0" * 64, tmp_path / "a.jpg")
    lay_input(tmp_path / "workspace", [photo])
    (listed,) = json.loads((tmp_path / "workspace" / "input" / "photos.json").read_text())
    assert (listed["name"], listed["file"]) == ("../../escape.jpg", "id")
