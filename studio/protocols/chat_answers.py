"""Answers of Chat Completions: chunks or one body into events (GATEWAYS.md 4.1 and the quirks of 7.5)."""

from typing import Any

from studio.domain.conversation import Citation, Refusal, Text, Thought, ToolCall
from studio.domain.events import Noticed
from studio.domain.parameters import Json
from studio.protocols.assembly import Slot
from studio.protocols.base import Frame, Step
from studio.protocols.chat_shapes import (
    FINISH_WORDS,
    Call,
    ChatDelta,
    Choice,
    Chunk,
    keep_details,
    plain_text,
    stated_fields,
    thinking_text,
    usage_of,
)
from studio.protocols.decoding import AnswerDecoder, arguments_text, json_text, parsed_object, text_of
from studio.protocols.provider_items import other_answer, provider_item
from studio.protocols.reading import Reader
from studio.protocols.think_tags import ThinkTags


class _Voice:
    """One choice of the answer: its open parts and its calls by index."""

    def __init__(self, key: tuple[int, ...]) -> None:
        self.key = key
        self.text: Slot | None = None
        self.thought: Slot | None = None
        self.refusal: Slot | None = None
        self.tags: ThinkTags | None = ThinkTags()
        self.calls: dict[int, Slot] = {}
        self.last: int = -1
        self.details: list[dict[str, Any]] = []
        self.reports: dict[int, Slot] = {}
        self.spoken = ""
        self.source = ""


class ChatDecoder(AnswerDecoder[Chunk]):
    """Reads the frames of one chat completion."""

    reader = Reader(Chunk)

    def __init__(self, gateway: str) -> None:
        super().__init__(gateway)
        self._voice: _Voice | None = None
        self._others: dict[int, list[tuple[Choice, bool]]] = {}
        self._calls = 0

    def _take(self, events: list[Step], message: Chunk, frame: Frame) -> None:
        text = plain_text(message)
        if text is not None:
            voice = self._voice
            if voice is not None and voice.text is not None and voice.tags is None:
                self._assembly.grow(events, voice.text, text)
                return
        self._take_whole(events, message, frame.whole)

    def _take_whole(self, events: list[Step], message: Chunk, whole: bool) -> None:
        """A chunk that is more than a piece of text."""
        if message.choices is None and message.resp_data:
            message = self.reader.from_json(message.resp_data) or message
        if message.id or message.model:
            self._begin(events, message.model, message.id)
        coded = message.code is not None and message.type is None
        if message.error is not None or coded or not message.choices:
            self._count(events, message)
            if self._fail_if_stated(events, stated_fields(message)):
                return
        for nth, choice in enumerate(message.choices or ()):
            index = choice.index if choice.index is not None else nth
            if index == 0:
                self._choose(events, choice, whole)
            else:
                self._others.setdefault(index, []).append((choice, whole))
                self._said_all = self._said_all or (self._voice is None and bool(choice.finish_reason))
        self._count(events, message)
        if message.citations or message.search_results:
            self._cite_sources(events, message.citations or [], message.search_results or [])

    def _count(self, events: list[Step], message: Chunk) -> None:
        usage = message.usage or (message.x_groq or {}).get("usage")
        if isinstance(usage, dict):
            self._use(events, usage_of(usage))

    def _choose(self, events: list[Step], choice: Choice, whole: bool) -> None:
        """What the answer itself says: the choice of index 0."""
        voice = self._voice
        if voice is None:
            voice = self._voice = _Voice((0,))
            self._said_all = False
        said = (choice.message or choice.delta) if whole else (choice.delta or choice.message)
        if said is not None:
            self._say(events, voice, said)
        elif choice.text:
            self._speak(events, voice, choice.text)
        for annotation in choice.annotations or ():
            self._annotate(events, voice, annotation)
        if choice.error and self._fail_if_stated(events, {"error": choice.error}):
            self._finish_with(events, "error", choice.finish_reason or "error")
            return
        if choice.finish_reason:
            self._stop(events, voice, choice.finish_reason, choice.native_finish_reason)

    def _say(self, events: list[Step], voice: _Voice, said: ChatDelta) -> None:
        content = said.content
        self._reason(events, voice, said)
        if isinstance(content, str):
            self._speak(events, voice, content)
        elif content is not None:
            self._say_list(events, voice, content)
        if said.refusal:
            if voice.refusal is None:
                voice.refusal = self._assembly.open(events, Refusal(""), voice.key)
            self._assembly.grow(events, voice.refusal, said.refusal)
        for call in said.tool_calls or ():
            self._call(events, voice, call)
        if said.function_call is not None:
            self._call(events, voice, Call(index=0, function=said.function_call))
        self._say_beside(events, voice, said)

    def _say_beside(self, events: list[Step], voice: _Voice, said: ChatDelta) -> None:
        """Pictures, sources, tools run by the provider, and the words of sound."""
        for image in said.images or ():
            self._show(events, voice, image)
        for annotation in said.annotations or ():
            self._annotate(events, voice, annotation)
        for nth, tool in enumerate(said.executed_tools or ()):
            self._report(events, voice, nth, tool)
        if isinstance(said.audio, dict):
            voice.spoken += text_of(said.audio.get("transcript"))

    def _report(self, events: list[Step], voice: _Voice, nth: int, tool: Json) -> None:
        """A tool the provider ran on its side (Groq); it is told again once its output is there."""
        if not isinstance(tool, dict):
            return
        index = tool["index"] if isinstance(tool.get("index"), int) else nth
        item = provider_item(text_of(tool.get("type")) or "tool", tool)
        if index in voice.reports:
            self._assembly.replace(events, voice.reports[index], item)
        else:
            voice.reports[index] = self._assembly.open(events, item, voice.key)

    def _speak(self, events: list[Step], voice: _Voice, text: str) -> None:
        """Visible text; a `<think>` at the very start is told apart."""
        thought = ""
        if voice.tags is not None and text:
            thought, text = voice.tags.split(text)
            if voice.tags.over:
                voice.tags = None
        if thought:
            self._think(events, voice, thought)
        if not text:
            return
        if voice.text is None:
            self._sign(events, voice)
            voice.text = self._assembly.open(events, Text(""), voice.key)
        self._assembly.grow(events, voice.text, text)

    def _say_list(self, events: list[Step], voice: _Voice, content: list[Any]) -> None:
        """Content as a list of parts (Mistral, and answers that repeat the request's shape)."""
        for item in content:
            if isinstance(item, str):
                self._speak(events, voice, item)
            elif isinstance(item, dict):
                if item.get("type") in ("thinking", "reasoning"):
                    self._think(events, voice, thinking_text(item))
                elif item.get("type") in ("image_url", "image", "output_image"):
                    self._show(events, voice, item)
                elif item.get("type") == "refusal":
                    self._say(events, voice, ChatDelta(refusal=text_of(item.get("refusal"))))
                elif isinstance(item.get("text"), str) and item["text"]:
                    self._speak(events, voice, item["text"])

    def _reason(self, events: list[Step], voice: _Voice, said: ChatDelta) -> None:
        """One source of reasoning a delta, else its text doubles (GATEWAYS.md 7.5, row 1c)."""
        if said.reasoning_content:
            voice.source = "reasoning_content"
            self._think(events, voice, said.reasoning_content)
        elif said.reasoning:
            voice.source = "reasoning"
            self._think(events, voice, said.reasoning)
        elif said.reasoning_text:
            voice.source = "reasoning_text"
            self._think(events, voice, said.reasoning_text)
        elif said.reasoning_details:
            for detail in said.reasoning_details:
                if isinstance(detail, dict):
                    self._think(events, voice, text_of(detail.get("text") or detail.get("summary")))
        if said.reasoning_details:
            keep_details(voice.details, said.reasoning_details)

    def _think(self, events: list[Step], voice: _Voice, text: str) -> None:
        if not text:
            return
        if voice.thought is None:
            voice.thought = self._assembly.open(events, Thought("", id=voice.source or None), voice.key)
        self._assembly.grow(events, voice.thought, text)

    def _call(self, events: list[Step], voice: _Voice, call: Call) -> None:
        """A piece of a tool call, found by index and told from its neighbours by id and name (12a, 12b)."""
        name = (call.function.name if call.function else text_of((call.custom or {}).get("name"))) or ""
        arguments = arguments_text(
            call.function.arguments if call.function else (call.custom or {}).get("input")
        )
        index = self._index(voice, call)
        slot = voice.calls.get(index)
        if slot is not None and self._is_another(slot, call.id or "", name):
            slot = None
        if slot is None:
            self._sign(events, voice)
            self._calls += 1
            part = ToolCall(call.id or f"call_{self._calls}", name, "", _signature(call))
            slot = voice.calls[index] = self._assembly.open(events, part, voice.key)
        else:
            self._name(events, slot, call.id or "", name)
        voice.last = index
        if arguments:
            self._assembly.grow(events, slot, arguments)

    def _name(self, events: list[Step], slot: Slot, call_id: str, name: str) -> None:
        """A name or an id that came later than the call."""
        part = slot.part
        if isinstance(part, ToolCall) and ((name and not part.name) or (call_id and _is_made_up(part.id))):
            named = ToolCall(call_id or part.id, part.name or name, slot.text, part.signature)
            self._assembly.replace(events, slot, named)

    def _index(self, voice: _Voice, call: Call) -> int:
        if call.index is not None:
            return call.index
        for index, slot in voice.calls.items():
            if call.id and isinstance(slot.part, ToolCall) and slot.part.id == call.id:
                return index
        new = call.id or (call.function and call.function.name)
        return max(voice.calls, default=-1) + 1 if new or voice.last < 0 else voice.last

    def _is_another(self, slot: Slot, call_id: str, name: str) -> bool:
        part = slot.part
        if not isinstance(part, ToolCall):
            return True
        if call_id and not _is_made_up(part.id):
            return call_id != part.id
        if call_id and not part.name:
            return False
        # Two whole calls at one index without ids: the second has a name although the first is complete.
        return bool(name and part.name and slot.text and parsed_object(slot.text) is not None)

    def _show(self, events: list[Step], voice: _Voice, image: Json) -> None:
        inner = image.get("image_url", image) if isinstance(image, dict) else image
        if isinstance(inner, dict):
            inner = (
                inner.get("url") or inner.get("b64_json") or inner.get("data") or inner.get("image_base64")
            )
        if isinstance(inner, str) and inner:
            self._assembly.picture(events, inner, voice.key)

    def _annotate(self, events: list[Step], voice: _Voice, annotation: Json) -> None:
        if isinstance(annotation, dict):
            inner = annotation.get("url_citation") or annotation.get("file_citation")
            inner = inner if isinstance(inner, dict) else annotation
            url = text_of(inner.get("url"))
            named = (text_of(inner.get(n)) for n in ("title", "filename", "file_id"))
            title = next(filter(None, named), "")
            quoted = text_of(inner.get("content")) or text_of(inner.get("quote"))
            self._assembly.cite(events, annotation, Citation(url, title, quoted), voice.key)

    def _cite_sources(self, events: list[Step], citations: list[Any], results: list[Any]) -> None:
        """Perplexity's lists: addresses, and search results that give some of them a title."""
        found = {text_of(r.get("url")): r for r in results if isinstance(r, dict)}
        named = [c.get("url") if isinstance(c, dict) else c for c in citations]
        addresses = [url for c in named if (url := text_of(c))] or list(found)
        for url in addresses:
            row = found.get(url, {})
            self._assembly.cite(events, url, Citation(url, text_of(row.get("title"))), (1 << 30,))

    def _stop(self, events: list[Step], voice: _Voice, word: str, native: str | None) -> None:
        reason = FINISH_WORDS.get(word, "other")
        if voice.refusal is not None and voice.refusal.text:
            reason = "refusal"
        if native and native != word and reason not in ("done", "tool", "refusal"):
            events.append(Noticed(f"The provider’s own word for the end: “{text_of(native)[:100]}”."))
        self._finish_with(events, reason, word)

    def _owed(self, events: list[Step]) -> None:
        self._settle_voice(events)
        if self._others and not any(slot.key == (0,) for slot in self._assembly.slots):
            # Some gateways number the only choice otherwise; then that one is the answer.
            for choice, whole in self._others.pop(min(self._others)):
                self._choose(events, choice, whole)
            self._settle_voice(events)
        for index, said in sorted(self._others.items()):
            alone = ChatDecoder(self._gateway)
            for choice, whole in said:
                alone._choose([], choice, whole)
            alone._settle_voice([])
            text = "".join(slot.text for slot in alone._assembly.slots if isinstance(slot.part, Text))
            self._assembly.open(events, other_answer(index, text), (1 << 30, index))

    def _settle_voice(self, events: list[Step]) -> None:
        """What the answer still holds back, when nothing more comes."""
        voice = self._voice
        if voice is None:
            return
        if voice.tags is not None:
            thought, text = voice.tags.rest()
            voice.tags = None
            self._think(events, voice, thought)
            if text:
                self._speak(events, voice, text)
        if voice.spoken:
            events.append(Noticed(f"The answer is sound, which is not played here. It says: {voice.spoken}"))
            voice.spoken = ""
        self._sign(events, voice)

    def _sign(self, events: list[Step], voice: _Voice) -> None:
        """Keeps the details of the reasoning, which a later turn must replay; done when the thinking ends."""
        if not voice.details:
            return
        if voice.thought is None:
            voice.thought = self._assembly.open(events, Thought("", redacted=True), voice.key)
        kept = voice.thought.part
        if isinstance(kept, Thought):
            signature = json_text(voice.details)
            signed = Thought(voice.thought.text, signature, "reasoning_details", kept.redacted)
            self._assembly.replace(events, voice.thought, signed)


def _is_made_up(call_id: str) -> bool:
    return call_id.startswith("call_") and call_id[5:].isdecimal() and len(call_id) < 10


def _signature(call: Call) -> str | None:
    """Google's thought signature on its OpenAI-compatible route."""
    google = call.extra_content.get("google") if isinstance(call.extra_content, dict) else None
    return text_of(google.get("thought_signature")) or None if isinstance(google, dict) else None
