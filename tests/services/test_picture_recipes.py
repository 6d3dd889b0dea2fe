"""How a picture was made, read from our own files and from those of three other programs."""

import io
import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from studio.domain.picture import PictureMade, PictureRef
from studio.services.picture_recipes import Recipe, a1111_text, read_recipe, recipe_of, with_recipe
from tests.state.picture_plugs import noise_bytes


def with_text(**texts: str) -> bytes:
    info = PngInfo()
    for name, text in texts.items():
        info.add_itxt(name, text)
    target = io.BytesIO()
    Image.new("RGB", (4, 4)).save(target, "PNG", pnginfo=info)
    return target.getvalue()


words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60)
recipes = st.builds(
    Recipe,
    prompt=words,
    negative=words,
    model=words,
    gateway=words,
    parameters=st.dictionaries(words, st.integers(-9, 9) | words, max_size=4),
    edited=st.booleans(),
)


@given(recipes, st.sampled_from(["PNG", "JPEG", "WEBP"]))
def test_our_own_recipe_comes_back_whole(recipe: Recipe, kind: str) -> None:
    data = noise_bytes((8, 8), kind)
    assert read_recipe(with_recipe(data, f"image/{kind.lower()}", recipe)) == recipe


def test_automatic1111_is_read() -> None:
    text = (
        "a castle, (detailed:1.2)\nby a river\nNegative prompt: blurry, text\n"
        'Steps: 20, Sampler: DPM++ 2M, CFG scale: 7.5, Seed: 42, Size: 512x768, Model: "dream, shaper", Version: v1.6'
    )
    recipe = read_recipe(with_text(parameters=text))
    assert recipe == Recipe(
        prompt="a castle, (detailed:1.2)\nby a river",
        negative="blurry, text",
        model="dream, shaper",
        parameters={"steps": 20, "sampler": "DPM++ 2M", "cfg_scale": 7.5, "seed": 42, "size": "512x768"},
        source="AUTOMATIC1111",
    )


def test_what_we_write_for_automatic1111_is_read_by_the_same_rules() -> None:
    recipe = Recipe(prompt="a cat", negative="dogs", model="m", parameters={"seed": 3, "size": "1x1"})
    found = read_recipe(with_text(parameters=a1111_text(recipe)))
    assert found is not None
    assert (found.prompt, found.negative, found.model, found.parameters) == (
        "a cat",
        "dogs",
        "m",
        recipe.parameters,
    )


def test_invokeai_is_read() -> None:
    facts = {
        "positive_prompt": "a fox",
        "negative_prompt": "snow",
        "model": {"name": "juggernaut", "hash": "x"},
        "seed": 5,
        "steps": 30,
        "scheduler": "euler",
        "loras": [],
    }
    assert read_recipe(with_text(invokeai_metadata=json.dumps(facts))) == Recipe(
        prompt="a fox",
        negative="snow",
        model="juggernaut",
        parameters={"seed": 5, "steps": 30, "scheduler": "euler"},
        source="InvokeAI",
    )


def test_comfyui_is_read_through_its_graph() -> None:
    graph = {
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl.safetensors"}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a lake", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "ugly", "clip": ["4", 1]}},
        "9": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0], "strength": 1}},
        "3": {
            "class_type": "KSampler",
            "inputs": {"seed": 8, "steps": 25, "cfg": 6.0, "positive": ["9", 0], "negative": ["7", 0]},
        },
    }
    recipe = read_recipe(with_text(prompt=json.dumps(graph), workflow="{}"))
    assert recipe is not None
    assert (recipe.prompt, recipe.negative, recipe.model) == ("a lake", "ugly", "sdxl.safetensors")
    assert recipe.parameters == {"seed": 8, "steps": 25, "cfg": 6.0}


def test_a_graph_that_bites_its_tail_is_survived() -> None:
    loop = {"1": {"inputs": {"positive": ["2", 0], "negative": ["2", 0]}}, "2": {"inputs": {"a": ["2", 0]}}}
    recipe = read_recipe(with_text(prompt=json.dumps(loop)))
    assert recipe is not None and recipe.prompt == ""


@given(st.sampled_from(["parameters", "prompt", "studio", "invokeai_metadata"]), st.text(max_size=300))
def test_any_text_under_a_known_name_is_survived(name: str, text: str) -> None:
    found = read_recipe(with_text(**{name: text.encode("utf-8", "replace").decode()}))
    assert found is None or isinstance(found, Recipe)


def test_deeply_nested_json_is_survived() -> None:
    assert read_recipe(with_text(prompt="[" * 50_000)) is None


def test_a_gallery_picture_gives_its_recipe_without_losing_the_negative_prompt() -> None:
    ref = PictureRef("0" * 64, "image/png", 1, 1)
    made = PictureMade(
        ref=ref,
        created_at=0,
        origin="made",
        prompt="p",
        model="m",
        parent="f" * 64,
        parameters={"negative_prompt": "n", "seed": 1},
    )
    recipe = recipe_of(made)
    assert msgspec.structs.asdict(recipe) == {
        "prompt": "p",
        "negative": "n",
        "model": "m",
        "gateway": "",
        "parameters": {"seed": 1},
        "edited": True,
        "source": "Gateway Studio",
    }
