from studio.sandbox.dialects.streams import compact, frame


def test_a_frame_is_one_event_with_a_blank_line_after_it() -> None:
    assert frame({"a": "世"}) == 'data: {"a":"世"}\n\n'.encode()
    assert frame({"a": 1}, "ping", end="\r\n") == b'event: ping\r\ndata: {"a":1}\r\n\r\n'


def test_padding_stands_before_the_last_brace() -> None:
    assert frame({"a": 1}, pad=3) == b'data: {"a":1   }\n\n'


def test_line_ends_inside_text_are_escaped() -> None:
    assert "\n" not in compact({"a": "x\ny"})
