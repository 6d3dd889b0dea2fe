"""One answer out of several: what a model is asked that writes it, so that it says which lane said what."""

from studio.domain.text import clean_text
from studio.state.comparison_lanes import answer_at, questions
from studio.state.comparison_session import ComparisonSession

_MOST = 24_000
"""Characters of one answer that are handed over."""


def merge_prompt(session: ComparisonSession) -> str:
    """The task for the model that merges the answers to the last question; "" while there are not two of them."""
    turn = session.turns()
    asked, parts = "", []
    for at in session.order():
        lane = session.lanes[at]
        answer = answer_at(lane, turn) if turn else None
        if answer is None or answer.running or not answer.text.strip():
            continue
        asked = asked or questions(lane)[turn - 1].text
        # Tags with the lane's letter, because an answer may hold any Markdown of its own.
        letter = session.letter(at)
        parts.append(f'<answer lane="{letter}">\n{_cut(answer.text)}\n</answer>')
    if len(parts) < 2:
        return ""
    return clean_text(
        "Several models answered the same question. Write the one best answer from what they say.\n"
        "Cite the lane in square brackets after each statement you take over, such as [A] or [B]. "
        "Where they contradict each other, say so and name both lanes. Add nothing that none of them says.\n\n"
        f"Question:\n{asked}\n\n" + "\n\n".join(parts)
    )


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[:_MOST] + "\n[the rest was left out]"


def start_merge(session: ComparisonSession, gateway: str, model: str) -> str:
    """Begins a chat in which `model` merges the last answers; returns its id, or "" where there is nothing to merge.

    Only letters are handed over, so that the model judges answers and not names.
    """
    prompt = merge_prompt(session)
    if not prompt:
        return ""
    chat = session.library.new(
        kind="chat", gateway=gateway, model=model, protocol=None, title=f"Merged: {session.comparison.title}"
    )
    chat.send(prompt)
    return chat.conversation.id
