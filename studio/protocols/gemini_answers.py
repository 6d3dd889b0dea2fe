"""Answers of Gemini: chunks or one body into events (GATEWAYS.md 4.4, 7.5 row 14b)."""

from typing import Any

import msgspec

from studio.domain.conversation import Citation, Text, Thought, ToolCall
from studio.domain.events import Noticed
from studio.protocols.assembly import Slot
from studio.protocols.base import Frame, Step
from studio.protocols.decoding import AnswerDecoder, arguments_text, text_of
from studio.protocols.gemini_shapes import Candidate, GeminiChunk, GeminiPart, Numbers, plain_text, usage_of
from studio.protocols.partial_arguments import PartialArguments
from studio.protocols.provider_items import other_answer, provider_item
from studio.protocols.reading import Reader

MADE_UP = "gemini_call_"
"""How ids begin that we give to calls without one; they are never sent to Google."""

_FILTERED = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
        "LANGUAGE",
    }
)
_BROKEN = frozenset({"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"})


class _Voice:
    """The candidate that is the answer: the part that grows, and the call whose arguments arrive in pieces."""

    def __init__(self) -> None:
        self.key = (0, 0)
        self.growing: Slot | None = None
        self.call: Slot | None = None
        self.arguments: PartialArguments | None = None
        self.finished = False


class GeminiDecoder(AnswerDecoder[GeminiChunk]):
    """Reads the frames of one answer."""

    reader = Reader(GeminiChunk)

    def __init__(self, gateway: str) -> None:
        super().__init__(gateway)
        self._voice: _Voice | None = None
        self._others: dict[int, list[Candidate]] = {}
        self._numbers: Numbers | None = None
        self._calls = 0

    def _take(self, events: list[Step], message: GeminiChunk, frame: Frame) -> None:
        if self._more_text(events, message):
            return
        if message.candidates is None and message.resp_data:
            message = self.reader.from_json(message.resp_data) or message
        if message.modelVersion or message.responseId:
            self._begin(events, message.modelVersion, message.responseId)
        if message.usageMetadata is not None:
            self._numbers = message.usageMetadata
        if message.error is not None or (message.code is not None and message.type is None):
            said = {"error": message.error, "code": message.code}
            if self._fail_if_stated(events, {k: v for k, v in said.items() if v is not None}):
                return
        for nth, candidate in enumerate(message.candidates or ()):
            index = candidate.index if candidate.index is not None else nth
            if index == 0:
                self._hear(events, candidate)
            else:
                self._others.setdefault(index, []).append(candidate)
                self._said_all = self._said_all or (self._voice is None and bool(candidate.finishReason))
        if message.promptFeedback and not message.candidates:
            self._blocked(events, message.promptFeedback)

    def _more_text(self, events: list[Step], message: GeminiChunk) -> bool:
        """Whether the chunk is one more piece of the text of the first candidate: nearly all chunks are such."""
        candidates = message.candidates
        if (
            candidates is None
            or len(candidates) != 1
            or message.error is not None
            or message.code is not None
        ):
            return False
        voice = None if candidates[0].index else self._voice
        if voice is None or voice.finished or voice.growing is None:
            return False
        text = plain_text(candidates[0], voice.growing.part.__class__ is Thought)
        if text is None:
            return False
        self._numbers = message.usageMetadata or self._numbers
        self._assembly.grow(events, voice.growing, text)
        return True

    def _hear(self, events: list[Step], candidate: Candidate) -> None:
        """What the answer itself says: the candidate of index 0."""
        voice = self._voice
        if voice is None:
            voice = self._voice = _Voice()
            self._said_all = False
        word = candidate.finishReason or candidate.finish_reason
        if voice.finished and not word:
            return  # said after the end; some servers repeat the finish word at every chunk, those count
        if candidate.content is not None:
            for part in candidate.content.parts or ():
                self._part(events, voice, part)
        if candidate.groundingMetadata:
            self._ground(events, candidate.groundingMetadata)
        if candidate.urlContextMetadata:
            self._cite_all(events, candidate.urlContextMetadata.get("urlMetadata"))
        if candidate.citationMetadata:
            metadata = candidate.citationMetadata
            self._cite_all(events, metadata.get("citations") or metadata.get("citationSources"))
        if word:
            voice.finished = True
            self._stop(events, voice, word, candidate.finishMessage)

    def _part(self, events: list[Step], voice: _Voice, part: GeminiPart) -> None:
        signature = part.thoughtSignature or part.thought_signature
        call = part.functionCall if part.functionCall is not None else part.function_call
        if call is not None:
            self._call(events, voice, call, signature)
        elif part.text is not None:
            self._say(events, voice, part.text, bool(part.thought), signature)
        elif (inline := part.inlineData or part.inline_data) is not None:
            if not part.thought:
                self._show(events, voice, inline)
        elif part.fileData is not None:
            uri = text_of(part.fileData.get("fileUri"))
            if text_of(part.fileData.get("mimeType")).startswith("image/") and uri:
                self._assembly.picture(events, uri, voice.key)
            voice.growing = None
        else:
            self._provider_part(events, voice, part, signature)

    def _say(
        self, events: list[Step], voice: _Voice, text: str, thought: bool, signature: str | None
    ) -> None:
        kind: type[Text] | type[Thought] = Thought if thought else Text
        slot = voice.growing
        if slot is None or not isinstance(slot.part, kind):
            if not text and not signature:
                return
            slot = voice.growing = self._assembly.open(events, kind(""), voice.key)
        if text:
            self._assembly.grow(events, slot, text)
        if signature:
            self._assembly.replace(events, slot, kind(slot.text, signature))

    def _show(self, events: list[Step], voice: _Voice, inline: dict[str, Any]) -> None:
        mime = text_of(inline.get("mimeType")) or text_of(inline.get("mime_type"))
        data = text_of(inline.get("data"))
        voice.growing = None
        if mime and not mime.startswith("image/"):
            events.append(Noticed(f"The answer holds data that is not shown: {mime[:60]}."))
        elif data:
            self._assembly.picture(events, data, voice.key)

    def _provider_part(
        self, events: list[Step], voice: _Voice, part: GeminiPart, signature: str | None
    ) -> None:
        for name in ("executableCode", "codeExecutionResult", "toolCall", "toolResponse"):
            value = getattr(part, name)
            if value is not None:
                data = {name: value, "thoughtSignature": signature} if signature else {name: value}
                item = provider_item(name, value)
                whole = provider_item(name, data)
                self._assembly.open(events, msgspec.structs.replace(item, data=whole.data), voice.key)
                voice.growing = None

    # Calls

    def _call(self, events: list[Step], voice: _Voice, call: dict[str, Any], signature: str | None) -> None:
        """A call, whole or in pieces: a name opens it, `partialArgs` add to it, an empty one closes it."""
        name = text_of(call.get("name"))
        if name or voice.call is None:
            self._finish_call(events, voice)
            if not name and not call:
                return
            self._calls += 1
            made = ToolCall(text_of(call.get("id")) or f"{MADE_UP}{self._calls}", name, "", signature)
            voice.call = self._assembly.open(events, made, voice.key)
            voice.growing = None
            args = call.get("args")
            if args:
                self._assembly.complete(events, voice.call, arguments_text(args))
        pieces = call.get("partialArgs") or call.get("partial_args")
        if isinstance(pieces, list):
            voice.arguments = voice.arguments or PartialArguments()
            for piece in pieces:
                voice.arguments.add(piece)
        if not (call.get("willContinue") or call.get("will_continue")):
            self._finish_call(events, voice)

    def _finish_call(self, events: list[Step], voice: _Voice) -> None:
        if voice.call is not None and voice.arguments is not None:
            self._assembly.complete(events, voice.call, voice.arguments.text)
        voice.call = voice.arguments = None

    # Sources and the end

    def _ground(self, events: list[Step], metadata: dict[str, Any]) -> None:
        chunks = metadata.get("groundingChunks")
        kinds = ("web", "retrievedContext", "maps", "image")
        rows = [next((c[k] for k in kinds if c.get(k)), None) for c in _dicts(chunks)]
        self._cite_all(events, rows)

    def _cite_all(self, events: list[Step], rows: Any) -> None:
        for row in _dicts(rows):
            names = ("uri", "url", "sourceUri", "retrievedUrl")
            url = next(filter(None, (text_of(row.get(n)) for n in names)), "")
            title = text_of(row.get("title"))
            quoted = text_of(row.get("text"))
            self._assembly.cite(events, (url, title, quoted), Citation(url, title, quoted), (1 << 30, 0))

    def _stop(self, events: list[Step], voice: _Voice, word: str, said: str | None) -> None:
        self._finish_call(events, voice)
        reason = {"STOP": "done", "MAX_TOKENS": "length"}.get(word, "other")
        if word in _FILTERED:
            reason = "filtered"
        elif word in _BROKEN:
            reason = "error"
        elif any(isinstance(s.part, ToolCall) for s in self._assembly.slots):
            reason = "tool"
        if said and reason not in ("done", "tool"):
            events.append(Noticed(text_of(said)[:300]))
        self._finish_with(events, reason, word)
        self._spend(events)

    def _blocked(self, events: list[Step], feedback: dict[str, Any]) -> None:
        word = text_of(feedback.get("blockReason")) or text_of(feedback.get("block_reason"))
        if word:
            message = text_of(feedback.get("blockReasonMessage"))
            events.append(Noticed(f"The prompt was blocked ({word[:60]}). {message[:300]}".strip()))
            self._finish_with(events, "filtered", word)

    def _spend(self, events: list[Step]) -> None:
        if self._numbers is not None:
            self._use(events, usage_of(self._numbers))

    def _owed(self, events: list[Step]) -> None:
        if self._others and not any(slot.key == (0, 0) for slot in self._assembly.slots):
            # Where the first candidate said nothing, the next one is the answer.
            for candidate in self._others.pop(min(self._others)):
                self._hear(events, candidate)
        if self._voice is not None:
            self._finish_call(events, self._voice)
        for index, said in sorted(self._others.items()):
            alone = GeminiDecoder(self._gateway)
            for candidate in said:
                alone._hear([], candidate)
            text = "".join(slot.text for slot in alone._assembly.slots if isinstance(slot.part, Text))
            self._assembly.open(events, other_answer(index, text), (1 << 30, index))
        self._spend(events)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
