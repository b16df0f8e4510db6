"""People with passwords of their own on one computer: who signs in, who guesses, who decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from capture_app.bootstrap import build
from capture_app.commands.signing_in import sign_in
from capture_app.errors import BadInput, NotFound, Refused, SignInDelayed, SignInNeeded
from capture_app.services.users import UserService, wait_after
from capture_app.store.processes import Birth
from tests.office import begin, opened
from tests.unit.forms.bodies import sound

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD, BETTER = "cuatro palabras de ejemplo", "otras cuatro palabras claras"


@pytest.fixture
def users(office) -> UserService:
    """The people of an office, seen by Ana, its administrator."""
    service = UserService(office.connection, office.desk.settings, office.desk.clock, CHEAP)
    service.add("Ana", "administrador", GOOD)
    service.add("Luis Revisor", "revisor", GOOD)
    return service


def seen_by(office, name: str, role: str) -> UserService:
    return UserService(office.connection, office.desk.settings.acting_as(name, role), office.desk.clock, CHEAP)


def test_a_password_is_sealed_and_opens(users, office):
    signed = users.sign_in("luis  revisor".replace("  ", " "), GOOD)
    assert (signed.name, signed.role) == ("Luis Revisor", "revisor")
    kept = office.connection.rows("SELECT * FROM person")
    assert all(row["password"].startswith("$argon2id$") for row in kept)
    assert GOOD not in str([dict(row) for row in kept])


def test_the_program_itself_takes_its_time_over_a_password(office):
    service = UserService(office.connection, office.desk.settings, office.desk.clock)
    service.add("Ana", "administrador", GOOD)
    (row,) = office.connection.rows("SELECT password FROM person")
    assert "m=65536" in row["password"]


@pytest.mark.parametrize("password", ["", "otra cosa distinta", GOOD.upper(), GOOD + " ", "x" * 10_000])
def test_a_wrong_password_or_name_says_the_same(users, password):
    said = set()
    for name in ("Ana", "Nadie"):
        with pytest.raises(Refused) as refused:
            users.sign_in(name, password)
        said.add(str(refused.value))
    assert len(said) == 1


def test_guesses_wait_longer_and_longer_and_nobody_is_locked_for_good(users, office):
    clock, tried, longest = office.desk.clock, 0, 0
    for _ in range(10_000):
        try:
            users.sign_in("Ana", "adivinanza")
        except SignInDelayed as delayed:
            longest = max(longest, delayed.seconds)
        except Refused:
            tried += 1
        clock.advance(0.36)
    assert (tried <= 20, longest) == (True, 900)
    assert users.sign_in("Luis Revisor", GOOD).role == "revisor"
    clock.advance(900)
    assert users.sign_in("Ana", GOOD).role == "administrador"
    with pytest.raises(Refused) as refused:
        users.sign_in("Ana", "adivinanza")
    assert not isinstance(refused.value, SignInDelayed)


def test_a_clock_set_back_neither_opens_nor_locks(users, office):
    clock = office.desk.clock
    for _ in range(4):
        with pytest.raises(Refused):
            users.sign_in("Ana", "adivinanza")
    clock.current -= timedelta(days=4000)
    with pytest.raises(SignInDelayed) as delayed:
        users.sign_in("Ana", GOOD)
    assert delayed.value.seconds <= 900
    clock.advance(900)
    assert users.sign_in("Ana", GOOD)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour():
    assert [wait_after(n).total_seconds() for n in (0, 2, 3, 4, 5, 10, 11, 999)] == [0, 0, 5, 10, 20, 640, 900, 900]


def test_who_is_an_administrator_decides_about_people(users, office):
    luis = seen_by(office, "Luis Revisor", "revisor")
    for forbidden in (
        lambda: luis.add("Otra", "capturista"),
        lambda: luis.set_role("Luis Revisor", "administrador"),
        lambda: luis.set_password("Ana", BETTER),
        lambda: luis.remove("Ana"),
    ):
        with pytest.raises(Refused):
            forbidden()
    luis.set_password("Luis Revisor", BETTER, old=GOOD)
    assert luis.sign_in("Luis Revisor", BETTER)
    with pytest.raises(Refused):
        luis.set_password("Luis Revisor", GOOD, old="no es la mía")


def test_an_administrator_ends_the_wait_with_another_password(users):
    for _ in range(6):
        with pytest.raises(Refused):
            users.sign_in("Luis Revisor", "adivinanza")
    users.set_password("Luis Revisor", BETTER)
    assert users.sign_in("Luis Revisor", BETTER)


def test_the_last_administrator_stays(users):
    for leave in (lambda: users.remove("Ana"), lambda: users.set_role("Ana", "capturista")):
        with pytest.raises(Refused):
            leave()
    users.set_role("Luis Revisor", "administrador")
    users.remove("Ana")
    assert [user.name for user in users.users()] == ["Luis Revisor"]
    with pytest.raises(Refused):
        users.sign_in("Ana", GOOD)


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("ÁNA", "capturista", None),
        ("", "capturista", None),
        ("x" * 81, "capturista", None),
        ("Eva", "jefe", None),
        ("Eva", "capturista", "corta"),
        ("Eva", "capturista", "12345678"),
        ("Eva Larguísima", "capturista", "eva larguísima"),
        ("Eva", "capturista", "aaaaaaaaaa"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_added(users, name, role, password):
    with pytest.raises(BadInput):
        users.add(name, role, password)
    assert len(users.users()) == 2


def test_the_first_person_is_an_administrator_and_an_unknown_one_is_not_found(office):
    service = UserService(office.connection, office.desk.settings, office.desk.clock, CHEAP)
    with pytest.raises(BadInput):
        service.add("Eva", "capturista")
    with pytest.raises(NotFound):
        service.set_role("Nadie", "revisor")


def test_without_passwords_a_name_is_enough_and_with_them_it_is_not(tmp_path):
    folder = begin(tmp_path / "datos")
    with opened(folder) as app:
        app.users.add("Ana Inventada", "administrador")
        app.users.add("Luis", "revisor")
    app = build(folder, user="luis")
    assert (app.settings.user, app.settings.user_role) == ("Luis", "revisor")
    app.close()
    with opened(folder) as app:
        app.users.set_password("Ana Inventada", GOOD)
    for name in (None, "Luis", "Ana Inventada", "Nadie"):
        with pytest.raises(SignInNeeded):
            build(folder, user=name)
    build(folder, read_only=True).close()
    signed = sign_in(folder, "ana inventada", GOOD)
    app = build(folder, user=signed)
    assert app.settings.user == "Ana Inventada"
    app.users.set_password("Ana Inventada", BETTER, old=GOOD)
    app.close()
    with pytest.raises(SignInNeeded):
        build(folder, user=signed)


def test_who_captured_says_why_the_same_person_reviews(users, office):
    record_id = office.processes.create(sound(), Birth()).record_id
    with pytest.raises(Refused):
        office.publish.publish([record_id])
    assert office.capture.open(record_id).status == "draft"
    office.publish.publish([record_id], reason="La oficina tiene una sola persona.")
    assert office.review.self_reviews().total == 1
    assert office.review.self_reviews().without_reason == 0
    approve = next(item for item in office.outbox.next_batch(500, 10**6).operations if item.kind == "approve")
    assert approve.act.self_review
    assert approve.act.note == "La oficina tiene una sola persona."


def test_an_office_that_named_nobody_publishes_as_before_and_it_is_counted(office):
    record_id = office.processes.create(sound(), Birth()).record_id
    office.publish.publish([record_id])
    assert (office.review.self_reviews().total, office.review.self_reviews().without_reason) == (1, 1)


def test_nobody_is_left_without_an_administrator_who_can_enter(office):
    service = UserService(office.connection, office.desk.settings, office.desk.clock, CHEAP)
    service.add("Ana", "administrador")
    service.add("Luis", "capturista")
    for lock_out in (lambda: service.add("Eva", "capturista", GOOD), lambda: service.set_password("Luis", GOOD)):
        with pytest.raises(Refused, match="nadie podría administrar"):
            lock_out()
    assert not service.needs_sign_in()
    assert len(service.users()) == 2
    service.set_password("Ana", GOOD)
    service.set_password("Luis", GOOD)
    service.add("Eva", "administrador")
    for lock_out in (lambda: service.remove("Ana"), lambda: service.set_role("Ana", "revisor")):
        with pytest.raises(Refused, match="nadie podría administrar"):
            lock_out()
    assert service.sign_in("Ana", GOOD).role == "administrador"
