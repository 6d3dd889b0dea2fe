"""First run: one screen, a key that goes where it says, a test in words, and into the chat."""

from studio.domain.errors import Kind, Remedy, failing
from studio.domain.gateway import origin_of
from studio.ui.shell.first_run import FirstRun
from tests.state.world import KEY, World, opened, row, settled


def shown(w: World, qtbot: object) -> tuple[FirstRun, list[str]]:
    page = FirstRun(w.gateways)
    qtbot.addWidget(page)
    page.resize(900, 760)
    page.show()
    finished: list[str] = []
    page.finished.connect(finished.append)
    return page, finished


async def test_a_pasted_key_is_tested_kept_and_the_chat_opens(qtbot: object) -> None:
    async with opened() as w:
        page, finished = shown(w, qtbot)
        assert "this system’s keyring" in page._key._where.text()
        page._key.field.setText(f"Bearer {KEY}")
        await settled()
        assert "Test Ring" in page._key._where.text()
        page._start.click()
        await settled()
        assert finished == ["freetheai"]
        assert [g.id for g in w.store.gateways] == ["freetheai"]
        assert await w.keys.read(w.gateways.get("freetheai")) == KEY
        assert list(w.ring.items.values()) == [KEY]
        assert page._key.typed() == ""


async def test_a_test_alone_tells_and_stays(qtbot: object) -> None:
    async with opened() as w:
        page, finished = shown(w, qtbot)
        page._key.field.setText(KEY)
        page._test.click()
        await settled()
        assert page._outcome.text() == "12 models answer."
        assert finished == []
        assert w.gateways.rows == ()
        page._start.click()
        await settled()
        assert finished == ["freetheai"]
        assert len(w.script.tested) == 1


async def test_a_failed_test_says_why_and_lets_the_user_go_on(qtbot: object) -> None:
    async with opened() as w:
        w.script.refusals["freetheai"] = failing(Kind.AUTH, "<b>Invalid</b> API key.", Remedy.KEY)
        page, finished = shown(w, qtbot)
        page._key.field.setText(KEY)
        page._start.click()
        await settled()
        assert page._outcome.text() == "<b>Invalid</b> API key. Check the key in Settings."
        assert finished == []
        assert page._start.text() == "Start anyway"
        page._start.click()
        await settled()
        assert finished == ["freetheai"]


async def test_a_changed_key_is_tested_again(qtbot: object) -> None:
    async with opened() as w:
        page, _ = shown(w, qtbot)
        page._key.field.setText(KEY)
        page._test.click()
        await settled()
        page._key.field.setText("sk-another-0123456789")
        assert page._outcome.text() == ""
        page._start.click()
        await settled()
        assert len(w.script.tested) == 2


async def test_the_key_of_this_run_reaches_no_keyring(qtbot: object) -> None:
    async with opened() as w:
        page, _ = shown(w, qtbot)
        await settled()
        page._key.field.setText(KEY)
        page._key._run_only.setChecked(True)
        page._start.click()
        await settled()
        assert w.ring.items == {}
        assert await w.keys.read(w.gateways.get("freetheai")) == KEY


async def test_the_demo_needs_nothing(qtbot: object) -> None:
    async with opened() as w:
        page, finished = shown(w, qtbot)
        page._cards["demo"].setChecked(True)
        assert not page._key_row.isVisible()
        assert not page._test.isVisible()
        assert page._start.text() == "Open the demo"
        page._start.click()
        assert finished == ["demo"]


async def test_another_address_shows_where_requests_go_and_asks_about_plain_http(qtbot: object) -> None:
    async with opened() as w:
        page, finished = shown(w, qtbot)
        page._cards["other"].setChecked(True)
        assert not page._start.isEnabled()
        page._address.setText("ftp://x")
        assert "instead of http or https" in page._goes_to.text()
        page._address.setText("gate.example")
        assert page._goes_to.text() == "Requests go to https://gate.example/v1/chat/completions"
        assert page._start.isEnabled()
        page._address.setText("http://gate.example")
        assert page._consent.isVisible()
        assert not page._start.isEnabled()
        page._consent.click()
        assert page._start.isEnabled()
        page._address.setText("http://other.example")
        assert not page._start.isEnabled(), "consent is for one origin"
        page._consent.click()
        page._start.click()
        await settled()
        assert len(finished) == 1
        gateway = w.gateways.get(finished[0])
        assert gateway.insecure_consent == origin_of("http://other.example")
        assert gateway.name == "other.example"


async def test_local_servers_are_looked_for_when_that_is_chosen(qtbot: object) -> None:
    async with opened() as w:
        page, finished = shown(w, qtbot)
        page._cards["local"].setChecked(True)
        await settled()
        assert "No server answers here" in page._local_words.text()
        assert not page._start.isEnabled()
        w.script.local = (row("ollama"),)
        page._look_again.click()
        await settled()
        assert page._servers.currentText().startswith("Ollama")
        page._start.click()
        await settled()
        assert finished == ["ollama"]


async def test_a_key_in_the_environment_is_offered_first_and_never_copied(qtbot: object) -> None:
    async with opened(environment={"OPENAI_API_KEY": KEY}) as w:
        page, finished = shown(w, qtbot)
        assert page._cards["openai"].isChecked() or "openai" in page._cards
        page._cards["openai"].setChecked(True)
        assert KEY[-4:] in page._from_environment.text()
        assert KEY not in page._from_environment.text()
        assert not page._key_row.isVisible()
        page._start.click()
        await settled()
        assert finished == ["openai"]
        assert w.gateways.get("openai").key_env == "OPENAI_API_KEY"
        assert w.ring.items == {}


async def test_the_whole_screen_is_reached_by_keyboard(qtbot: object) -> None:
    async with opened() as w:
        page, _ = shown(w, qtbot)
        first = page._cards["freetheai"]
        seen = []
        widget = first
        while True:
            widget = widget.nextInFocusChain()
            if widget is first or len(seen) > 200:
                break
            seen.append(widget)
        for wanted in (page._key.field, page._test, page._start):
            assert wanted in seen


async def test_a_locked_keyring_is_said_and_the_key_kept_for_this_run(qtbot: object) -> None:
    async with opened() as w:
        w.ring.locked = True
        page, finished = shown(w, qtbot)
        page._key.field.setText(KEY)
        page._start.click()
        await settled()
        assert finished == ["freetheai"]
        assert w.gateways.key_problem("freetheai") is not None
        assert await w.keys.read(w.gateways.get("freetheai")) == KEY
