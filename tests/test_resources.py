"""Resources are found in a checkout, in a wheel and in a bundle."""

from pathlib import Path

import pytest

from studio.resources import candidates, first_folder, folder, resource


def test_a_checkout_finds_its_own_resources() -> None:
    assert folder() == Path(__file__).parents[1] / "resources"
    assert resource("icons").is_dir()


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"“icons/nowhere\.svg” is missing"):
        resource("icons/nowhere.svg")


def test_a_wheel_comes_before_a_checkout_and_a_bundle_before_both(tmp_path: Path) -> None:
    package = tmp_path / "site" / "studio"
    beside = tmp_path / "site" / "resources"
    beside.mkdir(parents=True)
    assert first_folder(candidates(package, None)) == beside
    (package / "_resources").mkdir(parents=True)
    assert first_folder(candidates(package, None)) == package / "_resources"
    (tmp_path / "bundle" / "resources").mkdir(parents=True)
    assert first_folder(candidates(package, str(tmp_path / "bundle"))) == tmp_path / "bundle" / "resources"


def test_an_installation_without_resources_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="resources are missing"):
        first_folder(candidates(tmp_path / "studio", None))
