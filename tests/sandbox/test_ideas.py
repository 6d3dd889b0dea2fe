import json
import re
from random import Random

from studio.sandbox import ideas


def test_a_list_has_as_many_points_as_asked_for() -> None:
    text = ideas.listing("Give me seven ideas", Random(1), 5)
    assert re.findall(r"^\d+", text, re.M) == [str(n) for n in range(1, 8)]
    assert "ways to sleep better" in ideas.listing("List 4 tips for sleeping better", Random(1), 5)


def test_a_letter_names_the_person_and_the_matter() -> None:
    text = ideas.letter("Draft an email to Anna asking for a day off on Friday")
    assert text.startswith(
        "**Subject:** Day off on Friday\n\nDear Anna,\n\nI would like to ask you for a day off"
    )
    assert "Dear landlord," in ideas.letter("Write a letter to my landlord about the broken heating")
    assert "Dear Sir or Madam," in ideas.letter("Write a letter")


def test_json_has_the_fields_asked_for() -> None:
    text = ideas.data("Give me JSON with the name and age of two people", Random(1))
    rows = json.loads(text.strip("`").removeprefix("json"))
    assert [sorted(row) for row in rows] == [["age", "name"], ["age", "name"]]
    assert json.loads(ideas.data("only JSON please, a list of cities", Random(1)))
    assert ideas.data("CSV of names and ages", Random(1)).startswith("```csv\nname,age\n")


def test_data_on_anything_is_json() -> None:
    text = ideas.data('json about a "quoted" thing', Random(1))
    assert json.loads(text.strip("`").removeprefix("json"))["made_up"] is True
