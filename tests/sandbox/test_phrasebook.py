from studio.sandbox import phrasebook

WORM = "Translate into German and Chinese: The early bird catches the worm."


def test_the_early_bird_catches_the_worm_in_both_languages() -> None:
    assert phrasebook.translation(WORM) == (
        "- **German:** Der frühe Vogel fängt den Wurm.\n- **Chinese:** 早起的鸟儿有虫吃。"
    )


def test_words_are_translated_into_the_language_named() -> None:
    assert phrasebook.translations("good morning in japanese") == [("good morning", ("おはようございます",))]
    assert phrasebook.translations("the cat and the dog") == [("cat", ("Katze",)), ("dog", ("Hund",))]
    assert phrasebook.tongues_of("into French") == ("French",)


def test_what_is_not_in_the_book_is_not_guessed() -> None:
    assert "would rather not guess in French" in phrasebook.translation("Translate into French: old trains")
