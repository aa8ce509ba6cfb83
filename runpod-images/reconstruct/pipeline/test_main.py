from __future__ import annotations

import json

import pytest

from reconstruct.pipeline.__main__ import main


def test_a_folder_that_is_none_ends_with_its_problem_and_what_to_do(tmp_path, capsys):
    assert main([str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("photos-too-few: ")
    assert "20 to 50 a pass" in said


def test_files_that_are_no_photos_end_with_a_failed_report_and_no_part(tmp_path, capsys):
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    out.mkdir()
    (out / "part.step").write_text("of an earlier run")
    for index in range(3):
        (photos / f"{index}.jpg").write_text(f"no photo {index}")
    code = main([str(photos), "--out", str(out), "--workspace", str(tmp_path / "workspace"), "--processes", "1"])
    assert code == 1
    report = json.loads((out / "report.json").read_text())
    assert report["label"] == "failed"
    assert report["failure"]["stage"] == "load"
    assert [path.name for path in out.iterdir()] == ["report.json"]
    assert report["failure"]["code"] in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["photos"], ["photos", "--out", "x", "--quality", "best"]])
def test_arguments_that_are_wrong_are_explained(arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
