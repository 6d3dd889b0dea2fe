from studio.sandbox.roster import (
    AUDIO_MODELS,
    CHAT_MODELS,
    PICTURE_MODELS,
    Fault,
    Style,
    chat_model,
    is_apifree,
    picture_model,
)


def test_no_name_stands_twice() -> None:
    names = [model.id for model in (*CHAT_MODELS, *PICTURE_MODELS, *AUDIO_MODELS)]
    assert len(names) == len(set(names))


def test_the_models_differ_in_style_speed_ability_and_tier() -> None:
    assert {model.style for model in CHAT_MODELS} == set(Style)
    assert {model.fault for model in CHAT_MODELS} == set(Fault)
    assert max(m.speed for m in CHAT_MODELS) >= 10 * min(m.speed for m in CHAT_MODELS)
    assert {m.vision for m in CHAT_MODELS} == {m.locked for m in CHAT_MODELS} == {True, False}


def test_the_metronome_is_what_it_says_under_both_names() -> None:
    found = chat_model("demo/metronome")
    assert found is chat_model("sandbox/metronome")
    assert found is not None and (found.first_word, found.speed) == (0.4, 50)


def test_unknown_names_are_unknown() -> None:
    assert chat_model("demo/painter") is None
    assert picture_model("demo/terse") is None
    assert is_apifree("apifree-style/x") and not is_apifree("demo/x") and not is_apifree(None)
