"""What goes back, to whom, and when it is put away."""

from __future__ import annotations

import os
import pickle
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.clerk import typed_in, where
from tests.collection.office import IN_TIME, figures, put, take, workbook
from toolkit.collection import deciding
from toolkit.collection import returning as module
from toolkit.collection.folder import CollectionFolder
from toolkit.collection.last_year import Priors
from toolkit.collection.ledger.records import SentBack
from toolkit.collection.ledger.store import Ledger
from toolkit.collection.receiving.intake import read_again
from toolkit.collection.reminders import reminders, whom
from toolkit.collection.returning import Returned, put_away, send_back
from toolkit.collection.standing import Awaited, UnitState, take_stock
from toolkit.errors import MisuseError
from toolkit.form.addresses import Cell
from toolkit.form.expression import Number
from toolkit.workbook.submission import read_submission

WRONG, GOOD = figures(received=3, granted=2), figures(received=3, granted=3)


def sent(
    collection: CollectionFolder, ledger: Ledger, name: str, data: bytes, on: date = IN_TIME
) -> list[Path]:
    stock = take(collection, ledger, put(collection.folder.parent, name, data), on=on).after
    return [file for one in send_back(collection, stock, on) for file in one.files]


def test_a_returned_unit_gets_everything(collection: CollectionFolder, ledger: Ledger) -> None:
    files = sent(collection, ledger, "a.xlsx", workbook(collection, "101", WRONG))
    folder = collection.folder / "returned" / "101-样例市教育局" / "第1次退回"
    assert sorted(file.name for file in files) == [
        "101-样例市教育局-2023-退回.xlsx",
        "短消息.txt",
        "退回单.docx",
    ]
    assert all(file.parent == folder and file.exists() for file in files)
    again = read_submission(folder / "101-样例市教育局-2023-退回.xlsx", key=collection.key)
    assert again.values["requests.received.natural_person"] == 3


def test_a_file_that_cannot_be_written_is_told(collection: CollectionFolder, ledger: Ledger) -> None:
    (collection.folder / "returned" / "101-样例市教育局" / "第1次退回" / "退回单.docx").mkdir(parents=True)
    with pytest.raises(MisuseError, match="退回单"):
        sent(collection, ledger, "a.xlsx", workbook(collection, "101", WRONG))


def test_a_form_goes_to_a_worker_once_and_not_with_every_return(
    collection: CollectionFolder, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is worked out for a form serves all returns that a worker writes."""
    mail = put(collection.folder.parent, "a.xlsx", workbook(collection, "101", WRONG))
    stock = take(collection, ledger, mail).after
    parcel = module._parcel(collection, stock, stock.standing("101"), Priors(), IN_TIME)
    monkeypatch.setattr(module, "_given", [collection.form])
    there = pickle.loads(pickle.dumps(parcel))
    assert there == parcel and there.notice.form is collection.form


def test_the_same_reading_goes_back_once(collection: CollectionFolder, ledger: Ledger) -> None:
    data = workbook(collection, "101", WRONG)
    assert sent(collection, ledger, "a.xlsx", data)
    assert sent(collection, ledger, "a.xlsx", data) == []


def by_telephone(
    collection: CollectionFolder, ledger: Ledger, item: str, old: str, new: str, on: date
) -> list[Returned]:
    """Correct a figure of 101, and write what then goes back."""
    deciding.correct(take_stock(collection, ledger, on), "101", item, old, new, why="来电", by="李工")
    return after_decision(collection, ledger, on)


def after_decision(collection: CollectionFolder, ledger: Ledger, on: date) -> list[Returned]:
    read_again(collection, ledger)
    return send_back(collection, take_stock(collection, ledger, on), on)


GRANTED = "requests.granted.natural_person"
TWO_FAULTS = {**WRONG, **figures(refused_state_secret=-1), "disputes.reconsideration.upheld": "约二件"}


def test_what_a_correction_leaves_to_mend_goes_back_only_if_it_is_new(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    later = date(2024, 1, 22)
    assert sent(collection, ledger, "a.xlsx", workbook(collection, "101", TWO_FAULTS))
    first = take_stock(collection, ledger, later).standing("101")
    # One fault less: all that is left was stated.
    upheld = "disputes.reconsideration.upheld"
    assert by_telephone(collection, ledger, upheld, "约二件", "2", later) == []
    standing = take_stock(collection, ledger, later).standing("101")
    assert standing.state is UnitState.RETURNED and standing.answer_by == first.answer_by
    # A figure that nothing depends on, and one by which another fault comes up.
    assert by_telephone(collection, ledger, "proactive.licensing.decisions", "0", "4", later) == []
    (again,) = by_telephone(collection, ledger, GRANTED, "2", "9", later)
    assert again.round == 2
    assert send_back(collection, take_stock(collection, ledger, later), later) == []


def test_a_fault_that_comes_back_goes_back_again(collection: CollectionFolder, ledger: Ledger) -> None:
    later = date(2024, 1, 22)
    assert sent(collection, ledger, "a.xlsx", workbook(collection, "101", WRONG))
    assert by_telephone(collection, ledger, GRANTED, "2", "3", later) == []
    put_away(take_stock(collection, ledger))
    deciding.undo(take_stock(collection, ledger), 1, why="听错了", by="李工")
    (again,) = after_decision(collection, ledger, later)
    assert again.round == 2


def test_queries_that_a_return_stated_are_not_asked_again(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    data = workbook(collection, "101", {**WRONG, "disputes.reconsideration.upheld": 5, "fees.notices": 3})
    assert sent(collection, ledger, "a.xlsx", data)
    later = date(2024, 1, 22)
    assert by_telephone(collection, ledger, GRANTED, "2", "3", later) == []
    standing = take_stock(collection, ledger, later).standing("101")
    assert standing.awaited is Awaited.EXPLANATION and standing.answer_by == standing.returns[0].due_on


def test_rounds_and_deadlines(collection: CollectionFolder, ledger: Ledger) -> None:
    sent(collection, ledger, "a.xlsx", workbook(collection, "101", WRONG))
    later = date(2024, 1, 25)
    files = sent(collection, ledger, "b.xlsx", workbook(collection, "101", figures(received=9)), later)
    assert {file.parent.name for file in files} == {"第2次退回"}
    standing = take_stock(collection, ledger, later).standing("101")
    assert [(one.round, one.due_on) for one in standing.sent_back] == [
        (1, date(2024, 1, 23)),
        (2, date(2024, 1, 28)),
    ]


def test_a_mended_units_returns_are_put_away(collection: CollectionFolder, ledger: Ledger) -> None:
    sent(collection, ledger, "a.xlsx", workbook(collection, "101", WRONG))
    assert sent(collection, ledger, "b.xlsx", workbook(collection, "101", GOOD)) == []
    returned = collection.folder / "returned"
    assert [entry.name for entry in returned.iterdir()] == ["已了结"]
    assert (returned / "已了结" / "101-样例市教育局" / "第1次退回" / "退回单.docx").exists()


def test_open_queries_go_back_until_somebody_accepts_them(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    query = {"proactive.normative_documents.issued": 5, **GOOD}
    assert sent(collection, ledger, "a.xlsx", workbook(collection, "101", query))
    stock = take_stock(collection, ledger)
    deciding.accept(stock, "101", why="电话核实")
    put_away(take_stock(collection, ledger))
    assert [entry.name for entry in (collection.folder / "returned").iterdir()] == ["已了结"]


def test_what_cannot_be_marked_comes_with_a_fresh_workbook(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    """As when marking takes its process down: the unit still hears of everything."""
    stock = take(
        collection, ledger, put(collection.folder.parent, "a.xlsx", workbook(collection, "101", WRONG))
    ).after
    standing = stock.standing("101")
    parcel = module._parcel(collection, stock, standing, Priors(), IN_TIME)
    files = module._alone(_dies, parcel)  # type: ignore[arg-type]
    assert sorted(files) == [
        "101-样例市教育局-2023-重填.xlsx",
        "短消息.txt",
        "退回单.docx",
    ]


NEXT = "requests.carried_over_to_next_year.total"


def fresh_prior(
    collection: CollectionFolder, ledger: Ledger, prior: dict[str, Number], *, key: str = ""
) -> Mapping[str, Number]:
    """Last year's figures in the fresh workbook for 101, whose own had these and a changed label."""
    issuing, label = replace(collection, key=key or collection.key), where("proactive.licensing.decisions")
    data = workbook(issuing, "101", GOOD, prior=prior)
    damaged = typed_in(data, {Cell(label.sheet, label.row, 0): "许可"})
    files = sent(collection, ledger, "a.xlsx", damaged)
    (fresh,) = (file for file in files if "重填" in file.name)
    return read_submission(fresh, key=collection.key).record.prior


def test_a_fresh_workbook_has_last_years_figures(collection: CollectionFolder, ledger: Ledger) -> None:
    """Those on file, whatever the returned workbook said."""
    put(collection.folder / "prior", "101.json", f'{{"year": 2022, "values": {{"{NEXT}": 9}}}}'.encode())
    assert fresh_prior(collection, ledger, {NEXT: 4}) == {NEXT: 9}


def test_a_fresh_workbook_keeps_the_figures_of_last_year_that_were_issued(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    """Otherwise nothing would be compared with last year any more, and a hard finding would be gone."""
    assert fresh_prior(collection, ledger, {NEXT: 4}) == {NEXT: 4}


def test_a_fresh_workbook_takes_over_no_figures_of_last_year_that_were_not_issued(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    assert fresh_prior(collection, ledger, {NEXT: 4}, key="another") == {}


def _dies(parcel: module.Parcel) -> dict[str, bytes]:
    if parcel.content:
        os.abort()
    return module._write("", "", parcel)


def test_reminders_name_whom_what_and_when(collection: CollectionFolder, ledger: Ledger) -> None:
    sent(collection, ledger, "a.xlsx", workbook(collection, "101", WRONG))
    stock = take_stock(collection, ledger, date(2024, 2, 5))
    found = {one.standing.unit.code: one for one in reminders(stock, date(2024, 2, 5))}
    assert set(found) == {"001", "101", "102", "201"}, "everybody from whom something is to come"
    assert (found["101"].deadline, found["101"].days) == (date(2024, 1, 23), 13)
    assert "须改正" in found["101"].text and "2024年1月20日退回" in found["101"].text
    assert "2024年1月31日前报送" in found["102"].text and "已逾期 5 天" in found["102"].text
    assert found["201"].days == 0 and "逾期" not in found["201"].text
    assert whom(stock, stock.standing("102")) == ("王工", "0000-1")


def test_a_reminder_speaks_of_no_return_that_was_not_written(
    collection: CollectionFolder, ledger: Ledger
) -> None:
    """A correction by telephone makes a rule fail; nothing went back yet."""
    sent(collection, ledger, "a.xlsx", workbook(collection, "101", GOOD))
    item = "requests.granted.natural_person"
    deciding.correct(take_stock(collection, ledger), "101", item, "3", "2", why="来电")
    read_again(collection, ledger)
    stock = take_stock(collection, ledger, date(2024, 2, 5))
    (text,) = (
        one.text for one in reminders(stock, stock.standing("101").today) if one.standing.unit.code == "101"
    )
    assert "退回" not in text and "须改正" in text and "T3-01" in text
    send_back(collection, stock, date(2024, 2, 5))
    stock = take_stock(collection, ledger, date(2024, 2, 6))
    (text,) = (one.text for one in reminders(stock, date(2024, 2, 6)) if one.standing.unit.code == "101")
    assert "已于2024年2月5日退回" in text


def test_who_owes_an_explanation_is_not_overdue(collection: CollectionFolder, ledger: Ledger) -> None:
    asking = {"proactive.normative_documents.issued": 5, **GOOD}
    sent(collection, ledger, "a.xlsx", workbook(collection, "101", asking))
    stock = take_stock(collection, ledger, date(2024, 3, 5))
    standing = stock.standing("101")
    assert standing.awaited is Awaited.EXPLANATION
    assert not standing.late and standing.overdue_days == 0
    (one,) = (one for one in reminders(stock, date(2024, 3, 5)) if one.standing is standing)
    assert one.days == 0 and "逾期" not in one.text and "2024年3月8日前" in one.text


def test_returns_are_recorded_a_batch_at_a_time(
    collection: CollectionFolder, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of a batch are known as our own before any of them is written; then all are recorded as sent."""
    monkeypatch.setattr(module, "BATCH", 2)
    mail = [
        put(collection.folder.parent, f"{code}.xlsx", workbook(collection, code, WRONG))
        for code in ("101", "102", "201")
    ]
    stock = take(collection, ledger, *mail).after
    events: list[tuple[str, int]] = []
    wrote, recorded = ledger.wrote, ledger.send_back

    def write(verb: str, kind: str, files: Collection[tuple[str, str, str]]) -> None:
        events.append(("known", len({unit for *_, unit in files})))
        wrote(verb, kind, files)
        assert not any((collection.folder / file).exists() for file, *_ in files)

    def send(returns: Iterable[SentBack]) -> None:
        returns = list(returns)
        events.append(("sent", len(returns)))
        recorded(returns)

    monkeypatch.setattr(ledger, "wrote", write)
    monkeypatch.setattr(ledger, "send_back", send)
    done = send_back(collection, stock, IN_TIME)
    assert events == [("known", 2), ("sent", 2), ("known", 1), ("sent", 1)]
    assert all(file.exists() for one in done for file in one.files)
    assert [one.standing.unit.code for one in done] == ["101", "102", "201"]
    assert set(ledger.sent_back()) == {"101", "102", "201"}
