"""Every row of FAULTS.md that a gateway can play (N, H, E, G), named after it: what is seen, kept, and never."""

import asyncio

import pytest

from studio.domain.conversation import Message, Picture, Status
from studio.domain.errors import Kind, Remedy
from studio.domain.events import Delta, Retrying
from studio.domain.gateway import ImageStyle, Protocol
from studio.domain.prompt import Task
from studio.services.catalogue import Catalogues
from studio.services.limits import Limits
from tests.services.asking import KEY, PNG, Desk, desk, prompt
from tests.services.faults import Badgate, badgate_running

WHOLE = "Hello from the fault gateway. äöü 漢字 😀"
SHORT = Limits(first_byte=10, silence=1, total=5, download=1, after_end=1)


@pytest.fixture
def bad(badgate: Badgate) -> Badgate:
    badgate.forget()
    return badgate


@pytest.fixture(params=list(Protocol), ids=lambda p: p.value)
def protocol(request: pytest.FixtureRequest) -> Protocol:
    chosen: Protocol = request.param
    return chosen


async def answered(
    bad: Badgate, case: str, protocol: Protocol, limits: Limits = SHORT, **more: object
) -> Message:
    """The folded answer; the key is nowhere in it."""
    async with desk(limits) as one:
        return await asked(one, bad, case, protocol, **more)


async def asked(one: Desk, bad: Badgate, case: str, protocol: Protocol, **more: object) -> Message:
    message = await one.ask(bad.gateway(case), protocol=protocol, **more)
    assert KEY not in repr(message)
    assert KEY not in repr(one.exchanges)
    if message.failure is not None:
        assert message.failure.gateway == "Badgate"
        assert message.failure.message
        assert not any(
            word in message.failure.message for word in ("Errno", "NoneType", "Exception", "Traceback")
        )
    return message


def done(message: Message, text: str = WHOLE) -> None:
    assert (message.status, message.text, message.failure) == (Status.DONE, text, None)


def failed(message: Message, kind: Kind | None = None, words: str = "") -> None:
    assert (message.status, message.text) == (Status.FAILED, "")
    assert message.failure is not None
    assert kind is None or message.failure.kind is kind
    assert words in message.failure.message


def cut(message: Message) -> None:
    assert message.status is Status.CUT_OFF
    assert message.text
    assert message.failure is not None


# Network


async def test_N17_a_captive_portal_is_named(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "N17", protocol)
    failed(message, Kind.MALFORMED, "web page")
    assert message.failure is not None
    assert "<" not in message.failure.message


# HTTP and gateway semantics


@pytest.mark.parametrize("stream", [True, False])
async def test_OK_a_good_answer(bad: Badgate, protocol: Protocol, stream: bool) -> None:
    done(await answered(bad, "OK", protocol, stream=stream))


async def test_H1_an_error_inside_200_is_the_gateways_message(bad: Badgate, protocol: Protocol) -> None:
    failed(await answered(bad, "H1", protocol), words="model not allowed for this key")


async def test_H2_a_rate_limit_inside_200_is_waited_for_once(bad: Badgate, protocol: Protocol) -> None:
    async with desk(SHORT) as one:
        failed(await asked(one, bad, "H2", protocol), Kind.RATE, "too many requests")
        assert len(one.seen(Retrying)) == 1
        assert len(bad.log()) == 2


async def test_H3_a_whole_answer_to_a_stream(bad: Badgate, protocol: Protocol) -> None:
    done(await answered(bad, "H3", protocol))


async def test_H4_a_json_error_to_a_stream(bad: Badgate, protocol: Protocol) -> None:
    failed(await answered(bad, "H4", protocol), words="the model is not loaded")


async def test_H5_an_error_stream_with_status_500(bad: Badgate, protocol: Protocol) -> None:
    failed(await answered(bad, "H5", protocol), words="upstream failed")


@pytest.mark.parametrize("variant", ["", "-event", "-failed", "-finish"])
async def test_H6_an_error_in_mid_stream_keeps_the_text(
    bad: Badgate, protocol: Protocol, variant: str
) -> None:
    if (variant, protocol) in (
        ("-failed", Protocol.CHAT),
        ("-failed", Protocol.MESSAGES),
        ("-failed", Protocol.GEMINI),
    ):
        pytest.skip("response.failed belongs to Responses")
    message = await answered(bad, f"H6{variant}", protocol)
    assert message.text.startswith("Hello")
    if variant == "-finish" and protocol in (Protocol.GEMINI, Protocol.MESSAGES):
        # These protocols have no finish word for an error (GATEWAYS.md 4.5); the raw word is kept.
        assert message.finish is not None
        assert message.finish.raw in ("OTHER", "error")
        assert message.finish.reason != "done"
    else:
        assert message.status is Status.CUT_OFF


@pytest.mark.parametrize(
    ("variant", "remedy", "words"),
    [("", Remedy.KEY, "key"), ("-403", None, "tier"), ("-402", None, "credit")],
)
async def test_H7_refused_keys_tiers_and_credit(
    bad: Badgate, protocol: Protocol, variant: str, remedy: Remedy | None, words: str
) -> None:
    message = await answered(bad, f"H7{variant}", protocol)
    failed(message, words=words)
    assert message.failure is not None
    assert remedy is None or message.failure.remedy is remedy
    assert len(bad.log()) == 1


async def test_H8_a_wrong_key_in_odd_words_is_not_guessed_at(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "H8", protocol)
    failed(message, words="No connected db.")
    assert message.failure is not None
    assert message.failure.kind is not Kind.AUTH


async def test_H9_a_missing_route_suggests_another_protocol(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, f"H9-{protocol.value}", protocol)
    failed(message)
    assert message.failure is not None
    assert message.failure.remedy is Remedy.PROTOCOL


@pytest.mark.parametrize(
    ("variant", "least", "most"),
    [("seconds", 2, 2), ("date", 0, 5), ("past", 5, 5), ("rubbish", 5, 5), ("negative", 5, 5)],
)
async def test_H10_retry_after_is_honoured_once(
    bad: Badgate, variant: str, least: float, most: float
) -> None:
    async with desk(SHORT) as one:
        done(await asked(one, bad, f"H10-{variant}-once", Protocol.CHAT))
        assert len(one.waits) == 1
        assert least <= one.waits[0] <= most
    bad.forget()
    async with desk(SHORT) as one:
        failed(await asked(one, bad, f"H10-{variant}", Protocol.CHAT), Kind.RATE)
        assert len(bad.log()) == 2


async def test_H10_huge_asks_instead_of_waiting(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "H10-huge", protocol)
    failed(message, Kind.RATE)
    assert message.failure is not None
    assert message.failure.retry_after == 999_999
    assert len(bad.log()) == 1


async def test_H11_a_limit_without_a_time_is_tried_once_more(bad: Badgate, protocol: Protocol) -> None:
    async with desk(SHORT) as one:
        done(await asked(one, bad, "H11-once", protocol))
        assert one.waits == [2.0]
    bad.forget()
    failed(await answered(bad, "H11", protocol), Kind.RATE)
    assert len(bad.log()) == 2


@pytest.mark.parametrize("variant", ["", "-502", "-503", "-504", "-529"])
async def test_H12_a_failing_server_is_tried_once_more(bad: Badgate, variant: str) -> None:
    done(await answered(bad, f"H12{variant}-once", Protocol.CHAT))
    bad.forget()
    failed(await answered(bad, f"H12{variant}", Protocol.CHAT), words="upstream")
    assert len(bad.log()) == 2


async def test_H12_a_picture_is_never_asked_for_twice(bad: Badgate) -> None:
    async with desk(SHORT) as one:
        message = await one.ask(bad.gateway("H12-503-once"), task=Task.GENERATE)
        assert message.status is Status.FAILED
        assert len(bad.log()) == 1


@pytest.mark.parametrize("variant", ["", "-301", "-302", "-308", "-same", "-double", "-userinfo"])
async def test_H13_no_redirect_is_followed(bad: Badgate, variant: str) -> None:
    message = await answered(bad, f"H13{variant}", Protocol.CHAT)
    failed(message, Kind.REDIRECT, "redirects to")
    assert [line["origin"] for line in bad.log()] == ["main"]
    assert message.failure is not None
    assert "u:p" not in message.failure.message


@pytest.mark.parametrize("variant", ["", "-empty", "-stream", "-nothing"])
async def test_H14_nothing_is_an_empty_answer(bad: Badgate, protocol: Protocol, variant: str) -> None:
    failed(await answered(bad, f"H14{variant}", protocol), Kind.EMPTY)


@pytest.mark.parametrize("variant", ["", "-chunked"])
async def test_H15_half_a_body_is_not_parsed(bad: Badgate, protocol: Protocol, variant: str) -> None:
    failed(await answered(bad, f"H15{variant}", protocol, stream=False))


async def test_H16_a_huge_header_is_malformed(bad: Badgate, protocol: Protocol) -> None:
    failed(await answered(bad, "H16", protocol), Kind.MALFORMED)
    message = await answered(bad, "H16-many", protocol)
    assert message.text in ("", WHOLE)
    assert message.status in (Status.DONE, Status.FAILED)


@pytest.mark.parametrize("variant", ["", "-error", "-stream"])
async def test_H17_a_bomb_stops_at_the_cap(bad: Badgate, variant: str) -> None:
    message = await answered(bad, f"H17{variant}", Protocol.CHAT, Limits(first_byte=60, silence=30))
    failed(message)


@pytest.mark.parametrize("variant", ["empty", "null", "missing", "type", "number"])
@pytest.mark.parametrize("stream", [True, False])
async def test_H18_odd_shapes_never_break_anything(
    bad: Badgate, protocol: Protocol, variant: str, stream: bool
) -> None:
    message = await answered(bad, f"H18-{variant}", protocol, stream=stream)
    assert message.status in (Status.DONE, Status.FAILED, Status.CUT_OFF)


@pytest.mark.parametrize("variant", ["content-null", "content-list", "content-number", "index7", "two"])
@pytest.mark.parametrize("stream", [True, False])
async def test_H18_odd_content_of_chat(bad: Badgate, variant: str, stream: bool) -> None:
    message = await answered(bad, f"H18-{variant}", Protocol.CHAT, stream=stream)
    if variant in ("index7", "two"):
        assert WHOLE.strip() in message.text
    if variant == "content-list":
        assert "in a list" in message.text


@pytest.mark.parametrize(("variant", "reason"), [("", "length"), ("-filter", None), ("-tools", None)])
async def test_H19_an_early_end_is_said(
    bad: Badgate, protocol: Protocol, variant: str, reason: str | None
) -> None:
    message = await answered(bad, f"H19{variant}", protocol)
    assert (message.status, message.text) == (Status.DONE, WHOLE)
    assert message.finish is not None
    assert reason is None or message.finish.reason == reason


@pytest.mark.parametrize("variant", ["", "-negative", "-text", "-huge", "-null"])
async def test_H20_odd_usage_is_unknown(bad: Badgate, protocol: Protocol, variant: str) -> None:
    message = await answered(bad, f"H20{variant}", protocol)
    done(message)
    usage = message.usage
    assert usage is None or usage.input_tokens is None or usage.input_tokens >= 0


async def test_H21_the_model_that_answered_is_kept_beside_the_one_asked_for(
    bad: Badgate, protocol: Protocol
) -> None:
    message = await answered(bad, "H21", protocol)
    done(message)
    assert message.answered_by == "other/cheaper-model"


@pytest.mark.parametrize("variant", ["", "-500", "-html"])
async def test_H22_a_catalogue_that_fails_falls_back(bad: Badgate, variant: str) -> None:
    async with desk(SHORT) as one:
        gateway = bad.gateway(f"H22{variant}", full_catalogue=True)
        catalogue = await Catalogues(one.transport).fetch(gateway)
        assert catalogue.source == "models"
        assert "short list" in catalogue.note
        assert len(catalogue.models) == 2
        done(await one.ask(gateway))


async def test_H23_ten_thousand_odd_rows_are_read(bad: Badgate) -> None:
    async with desk(Limits()) as one:
        catalogue = await Catalogues(one.transport).fetch(bad.gateway("H23"))
        assert len(catalogue.models) > 8000
        assert len({m.id for m in catalogue.models}) == len(catalogue.models)


async def test_H24_an_answer_without_text_is_no_failure_of_ours(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "H24", protocol)
    assert message.status in (Status.DONE, Status.CUT_OFF)
    assert message.text == ""
    assert message.thought.strip() == "hm"


async def test_H25_a_model_that_is_gone_is_said(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "H25", protocol)
    failed(message, Kind.UNKNOWN_MODEL, "does not exist")
    assert message.failure is not None
    assert message.failure.remedy is Remedy.MODEL


# Event streams and JSON


@pytest.mark.parametrize("case", ["E1", "E2", "E2-none", "E3", "E9"])
async def test_E1_E2_E3_E9_odd_streams_lose_nothing(bad: Badgate, protocol: Protocol, case: str) -> None:
    done(await answered(bad, case, protocol))


async def test_E4_line_separators_inside_data_are_data(bad: Badgate, protocol: Protocol) -> None:
    done(await answered(bad, "E4", protocol), "a\u2028b c\u0085d e\u2029f ")


async def test_E4_controls_that_are_no_json_are_skipped(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E4-controls", protocol)
    assert message.status in (Status.DONE, Status.CUT_OFF, Status.FAILED)


async def test_E5_characters_split_at_any_byte(bad: Badgate) -> None:
    for message in await asyncio.gather(*(answered(bad, "E5", protocol) for protocol in Protocol)):
        done(message, "😀漢éок")


async def test_E6_bytes_that_are_no_text_cost_one_place(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E6", protocol)
    assert message.status is Status.DONE
    assert message.text.startswith("good ")
    assert message.text.endswith(" good")
    assert "\ufffd" in message.text


async def test_E7_an_end_without_its_terminal_word(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E7", protocol)
    if protocol is Protocol.RESPONSES:  # it has no finish reason before its terminal word
        assert message.text == WHOLE
    else:
        done(message)
    message = await answered(bad, "E7-cut", protocol)
    cut(message)
    assert message.text == WHOLE


async def test_E8_nothing_is_added_after_the_end(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E8", protocol)
    assert message.status is Status.DONE
    if protocol is not Protocol.GEMINI:  # its streams have no terminal word, only reasons that may come early
        assert message.text == WHOLE


async def test_E10_one_event_of_a_megabyte(bad: Badgate, protocol: Protocol) -> None:
    done(await answered(bad, "E10", protocol), "small " + "y" * 1_000_000 + " small")


async def test_E10_one_event_of_a_hundred_megabytes_is_cut_off(bad: Badgate) -> None:
    message = await answered(bad, "E10-100", Protocol.CHAT, Limits())
    assert message.failure is not None
    assert "longer than 8 MiB" in message.failure.message


async def test_E11_one_broken_event_is_skipped_and_counted(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E11", protocol)
    assert (message.status, message.text) == (Status.DONE, WHOLE)
    assert message.notices
    cut(await answered(bad, "E11-many", protocol))


async def test_E12_odd_json_never_breaks_anything(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E12", protocol)
    assert (message.status, message.text) == (Status.DONE, WHOLE)


async def test_E13_ten_thousand_events_come_as_few(bad: Badgate, protocol: Protocol) -> None:
    async with desk(Limits()) as one:
        message = await asked(one, bad, "E13", protocol)
        done(message, "".join(f"t{i} " for i in range(10_000)))
        assert len(one.seen(Delta)) < 5_000


async def test_E14_heartbeats_are_no_answer(bad: Badgate) -> None:
    limits = Limits(silence=3, total=1.5)
    cases = ("E14", "E14-comments", "E14-pings")
    for message in await asyncio.gather(*(answered(bad, case, Protocol.CHAT, limits) for case in cases)):
        assert message.status in (Status.FAILED, Status.CUT_OFF)


async def test_E15_interleaved_parts_do_not_mix(bad: Badgate, protocol: Protocol) -> None:
    message = await answered(bad, "E15", protocol)
    assert message.status is Status.DONE
    assert "A1 A2 " in message.text
    assert "A1 B" not in message.text


# Words


@pytest.mark.parametrize("variant", ["", "-big", "-stream"])
async def test_X13_an_echoed_key_is_masked_and_words_are_short(
    bad: Badgate, protocol: Protocol, variant: str
) -> None:
    message = await answered(bad, f"X13{variant}", protocol)
    assert message.failure is not None
    assert len(message.failure.message) <= 2000


# Cancelling


async def test_D1_stop_in_mid_stream_ends_the_connection(bad: Badgate, protocol: Protocol) -> None:
    async with desk(Limits()) as one:
        begun = asyncio.Event()

        async def read() -> None:
            async for _event in one.answering.answer(prompt(bad.gateway("E14"), protocol=protocol)):
                begun.set()

        task = asyncio.create_task(read())
        await asyncio.wait_for(begun.wait(), 5)
        task.cancel()
        await asyncio.wait({task}, timeout=1)
        assert task.cancelled()
        assert one.exchanges[-1].problem == "stopped before the end"


async def test_D2_stop_before_the_first_byte(bad: Badgate) -> None:
    async with desk(Limits()) as one:
        events = one.answering.answer(prompt(bad.gateway("G12"), task=Task.GENERATE))
        task = asyncio.create_task(one.collect(events))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.wait({task}, timeout=1)
        assert task.cancelled()
        assert one.gates.gate(bad.gateway("G12")).running == 0


# Pictures out of the gateway


async def drawn(bad: Badgate, case: str, limits: Limits = SHORT, **gateway: object) -> tuple[Message, Desk]:
    async with desk(limits) as one:
        return await one.ask(bad.gateway(case, **gateway), task=Task.GENERATE), one


def problem(message: Message) -> str:
    """Why there is no picture: the part's own problem, or the failure of the answer."""
    pictures = [part for part in message.parts if isinstance(part, Picture)]
    assert all(picture.ref is None for picture in pictures)
    said = pictures[0].problem if pictures else message.failure and message.failure.message
    assert said
    return said


@pytest.mark.parametrize("variant", ["-urlsafe", "-spaces", "-datauri"])
async def test_G1_base64_in_any_dress_is_decoded(bad: Badgate, variant: str) -> None:
    message, one = await drawn(bad, f"G1{variant}")
    assert message.status is Status.DONE
    assert len(one.kept) == 1


@pytest.mark.parametrize("variant", ["", "-empty", "-bangs"])
async def test_G1_rubbish_is_no_picture(bad: Badgate, variant: str) -> None:
    message, one = await drawn(bad, f"G1{variant}")
    assert problem(message)
    assert one.kept == []
    assert one.exchanges[0].pieces


async def test_G2_a_picture_of_200_megabytes_is_refused_at_the_cap(bad: Badgate) -> None:
    message, one = await drawn(bad, "G2", Limits(body=16 << 20))
    assert "longer than" in problem(message)
    assert one.kept == []


@pytest.mark.parametrize("variant", ["", "-json", "-svg"])
async def test_G3_what_is_no_picture_is_not_kept(bad: Badgate, variant: str) -> None:
    message, one = await drawn(bad, f"G3{variant}")
    assert problem(message) == "This is not a picture."
    assert one.kept == []


async def test_G4_all_items_are_shown_and_none_is_said(bad: Badgate) -> None:
    message, one = await drawn(bad, "G4")
    assert len(one.kept) == 1
    message, one = await drawn(bad, "G4-ten")
    assert len(one.kept) == 10
    for variant in ("-neither", "-null", "-nodata"):
        message, one = await drawn(bad, f"G4{variant}")
        assert "no picture" in problem(message)
        assert one.exchanges[0].pieces


@pytest.mark.parametrize("variant", ["", "-403", "-410"])
async def test_G5_a_dead_link_is_said_and_kept(bad: Badgate, variant: str) -> None:
    message, _ = await drawn(bad, f"G5{variant}")
    assert "no longer works" in problem(message)
    picture = message.parts[0]
    assert isinstance(picture, Picture)
    assert picture.url


@pytest.mark.parametrize("variant", ["", "-slow", "-lies", "-huge"])
async def test_G6_no_download_is_unlimited(bad: Badgate, variant: str) -> None:
    message, one = await drawn(bad, f"G6{variant}", Limits(download=1, picture=4 << 20))
    assert problem(message)
    assert one.kept == []


@pytest.mark.parametrize("variant", ["", "-json", "-svg", "-gzip"])
async def test_G7_a_link_to_something_else_is_no_picture(bad: Badgate, variant: str) -> None:
    message, one = await drawn(bad, f"G7{variant}")
    assert problem(message) == "This is not a picture."
    assert one.kept == []


PRIVATE = [
    "file", "ftp", "meta", "loopback", "mapped", "decimal", "hex", "octal", "short", "zero", "name", "nat64",
    "sixtofour", "lan", "cgnat", "double", "javascript",
]  # fmt: skip


@pytest.mark.parametrize("name", PRIVATE)
async def test_G8_private_addresses_are_never_connected_to(bad: Badgate, name: str) -> None:
    for case in (f"G8-{name}", f"G8-direct-{name}"):
        if case == "G8-direct-double":
            continue  # an address without a scheme is no address at all
        message, one = await drawn(bad, case)
        assert problem(message)
        assert one.kept == []
    assert all(line["origin"] == "main" for line in bad.log())


@pytest.mark.parametrize("variant", ["", "-loop"])
async def test_G9_long_redirect_chains_are_refused(bad: Badgate, variant: str) -> None:
    message, _ = await drawn(bad, f"G9{variant}")
    assert "redirected more than 3 times" in problem(message)


async def test_G9_https_never_falls_to_http(certificate: tuple[object, object], trusted: None) -> None:
    with badgate_running("--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])) as tls:
        secure = Badgate(int(tls.origin.rsplit(":", 1)[1]), int(tls.canary.rsplit(":", 1)[1]), "https")
        message, _ = await drawn(secure, "G9-downgrade")
        assert "not protected by https" in problem(message)


async def test_G10_no_secret_goes_along_with_a_download(bad: Badgate) -> None:
    message, one = await drawn(bad, "G10")
    assert message.status is Status.DONE
    assert one.kept[0].startswith(PNG)
    by_path = {line["path"].rsplit("/", 1)[1]: line["secrets"] for line in bad.log()}
    assert by_path == {"generations": ["authorization"], "a.png": []}


async def test_no_key_ever_reached_the_other_origin(bad: Badgate) -> None:
    for case in ("H13", "H13-double", "G8-loopback", "G9-loop"):
        async with desk(SHORT) as one:
            await one.ask(bad.gateway(case), task=Task.GENERATE)
    assert all(line["origin"] == "main" for line in bad.log())


async def test_a_task_gateway_sends_the_key_to_its_own_content_only(bad: Badgate) -> None:
    message, _ = await drawn(bad, "G5", image_style=ImageStyle.TASK)
    assert "no longer works" in problem(message)
    assert [line["secrets"] for line in bad.log()] == [["authorization"], []]
