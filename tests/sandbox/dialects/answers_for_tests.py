"""One answer with everything in it."""

from studio.sandbox.script import Answer, Calling, Citing, Saying, Thinking, Usage

FULL = Answer(
    id="resp_1",
    model="demo/companion",
    created=1767699130,
    steps=(
        Thinking("I "),
        Thinking("think"),
        Saying("Hello"),
        Saying(" 世界"),
        Citing("https://example.org/a", "A"),
        Calling("call_1", "weather", '{"city": "Berlin"}'),
    ),
    finish="tool",
    usage=Usage(input=12, output=9, thought=2, cost=0.00014),
)


def stream(writer) -> str:
    """The whole stream of an answer."""
    return b"".join((writer.start(), writer.alive(), *map(writer.step, FULL.steps), writer.end())).decode()
