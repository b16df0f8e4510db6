"""The eight answers: in words, and a price says of what it is."""

from __future__ import annotations

from forms.progress import answers

ITEM = {"id": "1", "description": "Papel bond  carta", "unit": {"value": {"amount": 742, "currency": "MXN"}}}


def _answer(body, question):
    return next(answer for answer in answers(body, "contracting_process") if answer.question_id == question)


def test_a_unit_price_names_its_item():
    body = {"contracts": [{"id": "c", "items": [ITEM]}]}
    assert _answer(body, "a_que_precio").lines == ("Papel bond carta: 742.00 MXN",)


def test_a_price_of_a_row_without_a_name_stands_alone():
    body = {"contracts": [{"id": "c", "items": [{**ITEM, "description": None}]}]}
    assert _answer(body, "a_que_precio").lines == ("742.00 MXN",)


def test_an_empty_record_answers_nothing():
    assert not any(answer.answered for answer in answers({}, "contracting_process"))
