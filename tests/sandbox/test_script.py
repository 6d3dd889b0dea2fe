from studio.sandbox.script import Answer, Ask, Calling, Citing, Saying, Thinking, Turn, Usage


def test_an_ask_knows_its_newest_words_and_all_of_the_system() -> None:
    turns = (
        Turn("system", "a"),
        Turn("user", "one"),
        Turn("assistant", "x"),
        Turn("user", "two"),
        Turn("system", "b"),
    )
    ask = Ask(model="m", turns=turns)
    assert (ask.prompt, ask.system, ask.last.text) == ("two", "a\nb", "two")
    assert Ask(model="m", turns=()).prompt == ""
    assert Ask(model="m", turns=(Turn("system", "a"),)).last == Turn("user")


def test_an_answer_joins_its_channels() -> None:
    steps = (Thinking("t"), Saying("a"), Saying("b"), Citing("u", "n"), Calling("1", "f", "{}"))
    answer = Answer(id="i", model="m", created=0, steps=steps, finish="stop", usage=Usage(input=1, output=2))
    assert (answer.joined(Saying), answer.joined(Thinking)) == ("ab", "t")
    assert (len(answer.calls()), len(answer.sources())) == (1, 1)
