from studio.sandbox import extracts

TEXT = "The sea rises with the Moon. Fish are nice too. The Moon pulls the sea. The sea falls. Nothing else here."


def test_a_summary_is_an_extract_in_order() -> None:
    kept = extracts.summary(TEXT, 2)
    assert len(kept) == 2
    assert all(sentence in TEXT for sentence in kept)
    assert TEXT.index(kept[0]) < TEXT.index(kept[1])


def test_the_text_follows_a_colon_or_the_first_line() -> None:
    assert extracts.pasted("Summarise:\n" + TEXT) == TEXT
    assert extracts.pasted("Summarise this: " + TEXT) == TEXT
    assert extracts.pasted("Summarise this") == ""


def test_a_rewrite_keeps_the_text_and_follows_the_wish() -> None:
    formal, _ = extracts.rewritten("Rewrite this more formally: hey guys, i can't come")
    assert formal == "Hello everyone, I cannot come."
    assert extracts.rewritten("Correct: he go home alot")[0] == "He goes home a lot."
    assert extracts.rewritten("Rewrite in upper case: so be it")[0] == "SO BE IT"
    assert extracts.rewritten("Make it more polite") == ("", "")


def test_key_words_leave_the_small_words_out() -> None:
    assert extracts.keywords("the sea and the moon and the sea") == ["sea", "moon"]
