"""Numbers: measured, estimated, or not told at all."""

from studio.domain.timing import Timing, Usage, estimated_tokens, rate_of


def test_tokens_a_second_run_from_the_first_word_to_the_end() -> None:
    rate = rate_of(Timing(first_word_s=0.4, total_s=2.4), Usage(output_tokens=101), "")
    assert rate is not None
    assert (rate.tokens_per_second, rate.estimated) == (50.0, False)


def test_without_usage_the_text_is_counted_and_the_rate_marked() -> None:
    rate = rate_of(Timing(first_word_s=0.0, total_s=1.0), None, "word" * 100)
    assert rate is not None
    assert rate.estimated
    assert rate.tokens_per_second == 99.0


def test_what_cannot_be_told_is_none() -> None:
    assert rate_of(Timing(), Usage(output_tokens=5), "x") is None
    assert rate_of(Timing(first_word_s=1.0, total_s=1.0), Usage(output_tokens=5), "x") is None


def test_wide_characters_count_one_token_each() -> None:
    assert estimated_tokens("你好世界") == 4
    assert estimated_tokens("abcd") == 1
    assert estimated_tokens("") == 0
