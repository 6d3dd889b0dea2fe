"""Pictures through the whole service: real files, real decode processes."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from studio.domain.errors import Kind, StudioError
from studio.domain.picture import PictureMade
from studio.services.picture_process import DecodePool
from studio.services.pictures import PREVIEW_SIDE, PictureService
from tests.state.picture_plugs import PictureShelf, encoded, noise_bytes, pixels, png_bytes

REALPARTS = Path(os.environ.get("STUDIO_REALPARTS", "../shared/realparts")).resolve()
MAKE_BAD = REALPARTS / "images" / "make_bad.py"


@pytest.fixture
def shelf() -> PictureShelf:
    return PictureShelf()


@pytest.fixture
async def service(shelf: PictureShelf, tmp_path: Path) -> AsyncIterator[PictureService]:
    made = PictureService(shelf.put_blob, shelf.blob, tmp_path / "thumbs")
    yield made
    made.close()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not MAKE_BAD.exists():
        pytest.skip("the hostile picture set is not here (set STUDIO_REALPARTS)")
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, MAKE_BAD, folder], check=True, capture_output=True, timeout=60)
    return folder


def entries(folder: Path) -> list[Path]:
    """What lies in a folder."""
    return sorted(folder.iterdir())


REFUSED = {
    "a_folder.png": "is a folder",
    "bad_crc.png": "damaged",
    "billion_laughs.svg": "SVG is not supported",
    "bomb_13000x13000_rgb_under_error.png": "too many pixels (169 MP; the limit is 40 MP)",
    "bomb_30000x30000_1bit.png": "too many pixels (900 MP; the limit is 40 MP)",
    "devzero.png": "not a file",
    "empty.png": "is empty",
    "eps.eps": "EPS is not supported",
    "fifo.png": "not a file",
    "float.tif": "TIFF or camera RAW is not supported",
    "gif_65535x65535.gif": "too many pixels",
    "header_only.png": "damaged",
    "heic_stub.heic": "HEIC is not supported",
    "html_named.png": "not a picture but a web page",
    "huge_dims_no_data.png": "too many pixels",
    "ico_dirbomb.ico": "ICO is not supported",
    "itxt_bomb.png": "damaged",
    "json_named.png": "not a picture but a JSON text",
    "lab.tif": "not supported",
    "loop.png": "leads back to itself",
    "sparse_2GB.png": "too big (2.0 GB; the limit is 64 MB)",
    "svg_named.png": "SVG is not supported",
    "text_utf16.png": "not a picture",
    "tiff_loop.tif": "not supported",
    "truncated.jpg": "damaged",
    "truncated.png": "damaged",
    "truncated_last_byte.jpg": "damaged",
    "webp_riff_biglen.webp": "damaged",
    "xxe.svg": "SVG is not supported",
    "zero_size.png": "damaged",
}


async def test_every_hostile_picture_is_taken_or_refused_in_one_sentence(
    service: PictureService, hostile: Path
) -> None:
    taken: dict[str, tuple[str, ...]] = {}
    refused: dict[str, str] = {}
    for path in entries(hostile):
        try:
            note = await service.open_file(path)
            taken[path.name] = note.notes
        except StudioError as error:
            assert error.failure.kind in (Kind.PICTURE, Kind.FILE)
            refused[path.name] = str(error)
    assert len(taken) + len(refused) == 119
    for name, words in REFUSED.items():
        assert words in refused.pop(name), name
    assert all(name.startswith("fuzz_") for name in refused)
    assert all(
        "damaged" in words or "pixels" in words or "not a picture" in words for words in refused.values()
    )
    for words in refused.values():
        assert words.endswith(".") and "Errno" not in words and "Error" not in words
    assert "the first frame of an animation" in taken["apng.png"]
    assert "the first frame of an animation" in taken["gif_3000_frames.gif"]
    assert "its colour profile could not be read" in taken["icc_garbage.jpg"]
    assert "turned upright" in taken["exif_orient_6.jpg"]


async def test_hostile_file_names_are_shown_safely(service: PictureService, hostile: Path) -> None:
    names = [
        path for path in entries(hostile) if path.name.startswith(("name_with", "xxx", "bad_utf8", "-rf"))
    ]
    shown = [(await service.open_file(path)).name for path in names]
    assert len(shown) == 4
    assert all(len(name) <= 80 and "\u202e" not in name and name.isprintable() for name in shown)


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_every_orientation_is_turned_upright_and_written_upright(
    service: PictureService, shelf: PictureShelf, hostile: Path, orientation: int
) -> None:
    note = await service.open_file(hostile / f"exif_orient_{orientation}.jpg")
    shown = pixels(shelf, note.ref)
    # The stored picture has its blue quarter at the top left; where that belongs follows from the EXIF standard.
    corner = {
        1: "top left",
        2: "top right",
        3: "bottom right",
        4: "bottom left",
        5: "top left",
        6: "top right",
        7: "bottom right",
        8: "bottom left",
    }[orientation]
    width, height = (80, 40) if orientation < 5 else (40, 80)
    assert shown.size == (width, height) == (note.ref.width, note.ref.height)
    x = width // 4 if "left" in corner else width * 3 // 4
    y = height // 4 if "top" in corner else height * 3 // 4
    red, _, blue = shown.getpixel((x, y))
    assert blue > 200 and red < 60
    other = shown.getpixel((width - 1 - x, height - 1 - y))
    assert other[0] > 200 and other[2] < 60


async def test_nothing_private_is_in_what_is_kept_for_sending(
    service: PictureService, shelf: PictureShelf, hostile: Path
) -> None:
    for name in ("exif_gps.jpg", "text_chunk.png", "polyglot_png_zip.png"):
        note = await service.open_file(hostile / name)
        kept = shelf.blobs[note.ref.sha256]
        for secret in (b"SECRETCAM", b"SECRETPROMPT", b"Exif", b"user comment", b"PK\x03\x04"):
            assert secret not in kept


async def test_a_plain_jpeg_is_stripped_without_being_encoded_again(
    service: PictureService, shelf: PictureShelf
) -> None:
    photo = Image.effect_noise((320, 240), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAM"
    data = encoded(photo, "JPEG", quality=85, exif=exif)
    note = await service.open_bytes(data, "photo.jpg")
    kept = shelf.blobs[note.ref.sha256]
    assert len(kept) < len(data) and b"SECRETCAM" not in kept
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("L", 128, (128, 128, 128)),
        ("1", 1, (255, 255, 255)),
        ("LA", (90, 255), (90, 90, 90)),
        ("I;16", 0x8080, (128, 128, 128)),
        ("P", 3, None),
        ("RGBA", (10, 200, 30, 255), (10, 200, 30)),
    ],
)
async def test_every_colour_mode_comes_out_as_eight_bit_srgb(
    service: PictureService, mode: str, colour: object, expected: tuple[int, int, int] | None
) -> None:
    image = Image.new(mode, (20, 10), colour)  # type: ignore[arg-type]
    if mode == "P":
        image.putpalette([0, 0, 0, 9, 9, 9, 7, 7, 7, 200, 100, 50])
        expected = (200, 100, 50)
    note = await service.open_bytes(encoded(image, "PNG"), "x.png")
    raster = await service.raster(note.ref)
    assert (raster.width, raster.height) == (20, 10)
    assert tuple(raster.rgba[:3]) == expected
    assert raster.rgba[3] == 255


async def test_cmyk_without_a_profile_is_not_inverted(service: PictureService) -> None:
    cyan = encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=100)
    raster = await service.raster((await service.open_bytes(cyan, "cyan.jpg")).ref)
    red, green, blue = raster.rgba[:3]
    assert red < 30 and green > 200 and blue > 200


def swapped_profile() -> bytes:
    """sRGB with red and blue exchanged, and a name of its own: an error in following it is plain to see."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = data.index(b"rXYZ"), data.index(b"bXYZ")
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    name = "sRGB".encode("utf-16-be")
    return bytes(data).replace(name, "Swap".encode("utf-16-be"))


async def test_a_colour_profile_is_followed_as_littlecms_does(service: PictureService) -> None:
    profile = swapped_profile()
    image = Image.new("RGB", (8, 8), (220, 60, 20))
    expected = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    )
    assert expected is not None
    note = await service.open_bytes(encoded(image, "PNG", icc_profile=profile), "swapped.png")
    raster = await service.raster(note.ref)
    assert "colours converted to sRGB" in note.notes
    assert tuple(raster.rgba[:3]) == expected.getpixel((0, 0))
    assert raster.rgba[2] > 200 > raster.rgba[0]


async def test_an_srgb_profile_changes_nothing(service: PictureService) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (8, 8), (120, 60, 200))
    note = await service.open_bytes(encoded(image, "PNG", icc_profile=srgb), "srgb.png")
    raster = await service.raster(note.ref)
    assert note.notes == ()
    assert tuple(raster.rgba[:3]) == (120, 60, 200)


async def test_transparency_survives_and_a_scaled_picture_stays_opaque(service: PictureService) -> None:
    clear = await service.open_bytes(encoded(Image.new("RGBA", (40, 40), (9, 9, 9, 100)), "PNG"), "clear.png")
    assert (await service.raster(clear.ref)).rgba[3] == 100
    solid = await service.open_bytes(noise_bytes((900, 600)), "solid.png")
    for side in (64, 700):
        raster = await service.raster(solid.ref, side)
        assert max(raster.width, raster.height) == side
        assert set(raster.rgba[3::4]) == {255}


async def test_a_large_picture_is_scaled_with_a_note_when_asked_to(service: PictureService) -> None:
    note = await service.open_bytes(noise_bytes((1200, 800)), "big.png", longest_side=600)
    assert (note.ref.width, note.ref.height) == (600, 400)
    assert note.notes == ("scaled from 1200×800",)


async def test_bytes_of_a_provider_are_kept_untouched(service: PictureService, shelf: PictureShelf) -> None:
    data = noise_bytes((64, 48), "WEBP")
    ref = await service.keep_received(data, "result")
    assert shelf.blobs[ref.sha256] == data
    assert (ref.mime, ref.width, ref.height) == ("image/webp", 64, 48)


@pytest.mark.parametrize(
    "data", [b"", b"<html>gone</html>", b'{"error":1}', b"\x89PNG\r\n\x1a\nhalf", b"!!!!"]
)
async def test_what_is_no_picture_is_never_kept(
    service: PictureService, shelf: PictureShelf, data: bytes
) -> None:
    with pytest.raises(StudioError) as caught:
        await service.keep_received(data, "result")
    assert caught.value.failure.kind is Kind.PICTURE
    assert shelf.blobs == {}


async def test_outside_mask_and_feather_every_pixel_is_the_sources(
    service: PictureService, shelf: PictureShelf
) -> None:
    source = (await service.open_bytes(noise_bytes((300, 200)), "source.png")).ref
    wholly_other = (await service.open_bytes(noise_bytes((150, 100), "JPEG", seed=2), "result.jpg")).ref
    mask = Image.new("L", (300, 200))
    mask.paste(255, (100, 60, 180, 130))
    ref, drift = await service.composite(source, mask.tobytes(), wholly_other, 10)
    before, after = pixels(shelf, source), pixels(shelf, ref)
    for box in ((0, 0, 300, 50), (0, 140, 300, 200), (0, 0, 90, 200), (190, 0, 300, 200)):
        assert before.crop(box).tobytes() == after.crop(box).tobytes()
    inside = (100, 60, 180, 130)
    shown = pixels(shelf, wholly_other).resize((300, 200), Image.Resampling.LANCZOS)
    assert after.crop(inside).tobytes() == shown.crop(inside).tobytes()
    assert drift > 0.8


async def test_a_model_that_keeps_to_the_mask_has_no_drift(service: PictureService) -> None:
    data = noise_bytes((60, 60))
    source = (await service.open_bytes(data, "source.png")).ref
    mask = bytes(3600)
    ref, drift = await service.composite(source, mask, source, 4)
    assert drift == 0.0
    assert (ref.width, ref.height) == (60, 60)


async def test_a_mask_of_another_size_is_refused(service: PictureService) -> None:
    source = (await service.open_bytes(png_bytes((10, 10), "red"), "x.png")).ref
    with pytest.raises(StudioError, match="size of the picture"):
        await service.composite(source, bytes(50), source, 0)


async def test_a_mask_is_kept_grey_and_sent_transparent_where_it_may_change(
    service: PictureService, shelf: PictureShelf
) -> None:
    data = bytes([0, 128, 255, 0])
    grey = await service.mask_png(data, 2, 2)
    assert Image.open(io.BytesIO(shelf.blobs[grey.sha256])).mode == "L"
    assert await service.mask_bytes(grey) == data
    sent = await service.alpha_mask(grey)
    image = Image.open(io.BytesIO(shelf.blobs[sent.sha256]))
    assert image.mode == "RGBA"
    assert list(image.getchannel("A").tobytes()) == [255, 127, 0, 255]
    assert list(image.convert("L").tobytes()) == [0, 128, 255, 0]


async def test_an_extended_canvas_holds_the_old_picture_in_its_place(
    service: PictureService, shelf: PictureShelf
) -> None:
    source = (await service.open_bytes(noise_bytes((50, 40)), "x.png")).ref
    grown = await service.extend(source, (8, 16, 24, 0))
    assert (grown.width, grown.height) == (82, 56)
    inner = pixels(shelf, grown).crop((8, 16, 58, 56))
    assert inner.tobytes() == pixels(shelf, source).tobytes()


async def test_thumbnails_are_kept_on_disk_and_read_from_there(
    service: PictureService, shelf: PictureShelf, tmp_path: Path
) -> None:
    ref = (await service.open_bytes(noise_bytes((400, 300)), "x.png")).ref
    first = await service.raster(ref, 192)
    assert (first.width, first.height) == (192, 144)
    assert len(list((tmp_path / "thumbs").rglob("*-192"))) == 1
    shelf.blobs.clear()
    again = PictureService(shelf.put_blob, shelf.blob, tmp_path / "thumbs")
    raster = await again.raster(ref, 192)
    again.close()
    assert (raster.width, raster.height) == (192, 144)


async def test_saving_writes_the_recipe_and_never_over_another_file(
    service: PictureService, shelf: PictureShelf, tmp_path: Path
) -> None:
    ref = (await service.open_bytes(noise_bytes((30, 20)), "x.png")).ref
    made = PictureMade(
        ref=ref, created_at=0, origin="made", prompt="a 猫", model="easel/oil", parameters={"seed": 7}
    )
    first = await service.save_as(made, tmp_path / "cat.png")
    second = await service.save_as(made, tmp_path / "cat.png")
    assert (first.name, second.name) == ("cat.png", "cat (2).png")
    recipe = await service.recipe(first)
    assert recipe is not None
    assert (recipe.prompt, recipe.model, recipe.parameters) == ("a 猫", "easel/oil", {"seed": 7})
    assert Image.open(first).convert("RGB").tobytes() == pixels(shelf, ref).tobytes()
    bare = await service.save_as(made, tmp_path / "bare.png", with_metadata=False)
    assert await service.recipe(bare) is None
    assert "猫".encode() not in bare.read_bytes()


async def test_saving_where_nobody_may_write_says_so_and_leaves_nothing(
    service: PictureService, tmp_path: Path
) -> None:
    ref = (await service.open_bytes(png_bytes((4, 4), "red"), "x.png")).ref
    made = PictureMade(ref=ref, created_at=0, origin="made")
    with pytest.raises(StudioError, match="still in the gallery") as caught:
        await service.save_as(made, tmp_path / "missing" / "x.png")
    assert caught.value.failure.kind is Kind.FILE


async def test_a_decoder_that_is_killed_is_replaced(service: PictureService) -> None:
    await service.open_bytes(png_bytes((8, 8), "red"), "a.png")
    (pid,) = service.pids
    os.kill(pid, signal.SIGKILL)
    note = await service.open_bytes(png_bytes((8, 8), "blue"), "b.png")
    assert note.ref.width == 8
    assert service.pids != (pid,)


async def test_a_decoder_that_hangs_is_killed_at_its_deadline(shelf: PictureShelf) -> None:
    service = PictureService(shelf.put_blob, shelf.blob, pool=DecodePool(width=1, deadline=0.6))
    await service.open_bytes(png_bytes((8, 8), "red"), "a.png")
    (pid,) = service.pids
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(StudioError, match="could not be read"):
        await service.open_bytes(png_bytes((8, 8), "blue"), "b.png")
    assert (await service.open_bytes(png_bytes((8, 8), "blue"), "b.png")).ref.width == 8
    service.close()


async def test_what_was_just_taken_in_comes_with_its_first_pixels(service: PictureService) -> None:
    ref = (await service.open_bytes(noise_bytes((300, 200)), "x.png")).ref
    first = await service.raster(ref, PREVIEW_SIDE)
    again = await service.raster(ref, PREVIEW_SIDE)
    assert first is not again and first == again, "given once from what came along, then decoded"
    mask = b"\xff" * 300 * 200
    made, _ = await service.composite(ref, mask, ref, 0)
    assert (await service.raster(made, PREVIEW_SIDE)).rgba == first.rgba
