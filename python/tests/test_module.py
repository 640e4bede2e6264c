"""What Python sees beside the JSON: types, rows, errors, threads."""

import dataclasses
import datetime
import json
import pickle
import threading
import time

import pytest
from conftest import AT, ROOT

import rolecall

CONTOSO = "fixtures/contoso"


def test_answers_are_dataclasses():
    audit = rolecall.audit(ROOT / CONTOSO, at=AT)
    assert audit.schema == "rolecall/audit@1"
    one = audit.answers[0]
    assert dataclasses.is_dataclass(one) and isinstance(one.principals[0], rolecall.Principal)
    assert one.verdict == "allowed" and one.proof[0].record
    assert {answer.task.id for answer in audit.answers} <= {task.id for task in audit.tasks}
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.verdict = "blocked"
    assert [gap.code for gap in audit.gaps] == [gap["code"] for gap in audit.document["gaps"]]
    assert {note.code for note in audit.notes} and audit.findings


def test_dataclasses_name_keys_of_the_reports():
    """A key that a report no longer has would be None everywhere."""
    audit = rolecall.audit(CONTOSO, at=AT, all=True).document
    results = [result for of in audit["classes"] for result in of["results"]]
    check = rolecall.check("fixtures/lint/wildcard-write", at=AT).document
    diff = rolecall.diff("Reader", "Contributor").document
    ready = rolecall.readiness("soc", CONTOSO, at=AT).document
    rows = [
        (rolecall.Principal, audit["principals"]),
        (rolecall.Target, audit["targets"]),
        (rolecall.Task, audit["tasks"]),
        (rolecall.Step, [step for result in results for step in result["proof"]]),
        (rolecall.Missing, [one for result in results for one in result["missing"]]),
        (rolecall.Gap, audit["gaps"]),
        (rolecall.Note, audit["notes"]),
        (rolecall.TenantFinding, audit["findings"]),
        (rolecall.RoleFinding, check["findings"]),
        (rolecall.RoleChange, diff["roles"]),
        (rolecall.Prerequisite, ready["packs"][0]["prerequisites"]),
    ]
    for kind, records in rows:
        keys = {key for record in records for key in record}
        assert records and {field.name for field in dataclasses.fields(kind)} <= keys, kind


def test_yes_and_no():
    assert rolecall.explain("alice@contoso.example", "onboard-sentinel", CONTOSO, at=AT)
    no = rolecall.explain("ken@contoso.example", "onboard-sentinel", CONTOSO, at=AT)
    assert not no and no.answer == "no" and no.answers[0].verdict == "eligible" and no.answers[0].missing
    assert rolecall.who_can("Owner", CONTOSO, at=AT).answer == "yes"
    assert rolecall.readiness("soc", CONTOSO, at=AT)
    assert rolecall.diff("Reader", "Contributor").adds_access
    assert not rolecall.diff("Contributor", "Reader").adds_access


def test_rows():
    audit = rolecall.audit(CONTOSO, at=AT)
    assert audit.rows() == [json.loads(line) for line in audit.render("rows").splitlines()]
    assert len(audit.rows()) == sum(len(one.principals) * max(len(one.targets), 1) for one in audit.answers)
    assert rolecall.explain("alice@contoso.example", "Owner", CONTOSO, at=AT).rows()[0]["verdict"]
    assert {row["row"] for row in rolecall.readiness("soc", CONTOSO, at=AT).rows()} >= {"pack", "task", "answer"}
    assert rolecall.check("fixtures/lint/wildcard-write", at=AT).rows()[0]["lint"]
    assert rolecall.diff("Reader", "Contributor").rows()[0]["change"] == "widened"


def test_table():
    audit = rolecall.audit(CONTOSO, at=AT)
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        with pytest.raises(rolecall.RolecallError) as raised:
            audit.table()
        assert raised.value.code == "python::no_pyarrow" and raised.value.help
    else:
        assert audit.table().to_pylist() == audit.rows()


def test_errors_have_code_place_and_help():
    with pytest.raises(rolecall.RolecallError) as raised:
        rolecall.audit({"users.json": '[{"id": '}, at=AT)
    error = raised.value
    assert error.code == "read::cut_off" and error.help
    assert error.place == rolecall.Place("users.json", 1, 8)
    again = pickle.loads(pickle.dumps(error))
    assert (again.details, str(again)) == (error.details, str(error))


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: rolecall.audit("no/such/folder"), "read::missing"),
        (lambda: rolecall.audit(CONTOSO, at="tomorrow"), "argument::no_instant"),
        (lambda: rolecall.audit(CONTOSO, at=AT, tasks="no-such-pack"), "argument::no_pack"),
        (lambda: rolecall.audit(CONTOSO, at=AT, complete="no-such-kind"), "argument::no_kind"),
        (lambda: rolecall.audit(CONTOSO, at=AT, principals=["nobody"]), "argument::no_principal"),
        (lambda: rolecall.audit(CONTOSO, at=AT).render("no-such-format"), "argument::no_format"),
        (lambda: rolecall.audit(CONTOSO, at=AT).render("sarif"), "argument::no_format"),
        (lambda: rolecall.who_can("Owner", CONTOSO, at=AT, reach="far"), "argument::no_reach"),
        (lambda: rolecall.check("no/such/role.json"), "read::missing"),
        (lambda: rolecall.check({"a.json": "{"}), None),
        (lambda: rolecall.diff("Raeder", "Reader"), "argument::no_role"),
    ],
)
def test_what_is_refused(ask, code):
    with pytest.raises(rolecall.RolecallError) as raised:
        ask()
    assert raised.value.code == code if code else raised.value.code


def test_all_mistakes_are_told():
    with pytest.raises(rolecall.RolecallError) as raised:
        rolecall.audit({"b.json": "[{", "a.json": "{"}, at=AT)
    assert [detail.place.path for detail in raised.value.details] == ["a.json", "b.json"]


def test_instants():
    utc, cet = datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=1))
    expected = rolecall.audit(CONTOSO, at=AT).to_json()
    for at in (
        datetime.date(2025, 2, 1),
        datetime.datetime(2025, 2, 1, tzinfo=utc),
        datetime.datetime(2025, 2, 1, 1, tzinfo=cet),
    ):
        assert rolecall.audit(CONTOSO, at=at).to_json() == expected
    with pytest.raises(ValueError):
        rolecall.audit(CONTOSO, at=datetime.datetime(2025, 2, 1))
    today = rolecall.audit(CONTOSO).document["at"][:10]
    now = datetime.datetime.now(utc)
    assert today in {now.date().isoformat(), (now - datetime.timedelta(minutes=5)).date().isoformat()}


def test_configurations():
    role = {"role.json": (ROOT / "fixtures/lint/root-scope").glob("bad*").__next__().read_bytes()}
    assert "root-scope" in {one.lint for one in rolecall.check(role, at=AT).findings}
    off = b"severities: {root-scope: off}\n"
    assert "root-scope" not in {one.lint for one in rolecall.check(role, at=AT, config=off).findings}
    with pytest.raises(TypeError):
        rolecall.check("fixtures/lint/root-scope", config=off)
    with pytest.raises(TypeError):
        rolecall.diff("Reader", role)


def test_the_engine_works_without_the_gil():
    """While one thread asks a long question, another one goes on with Python."""
    grants = [
        {
            "id": f"/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleAssignments/{i:036x}",
            "principalId": f"00000000-0000-0000-0000-{i:012x}",
            "principalType": "User",
            "principalName": f"user{i}@example.org",
            "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "scope": "/subscriptions/00000000-0000-0000-0000-000000000001",
        }
        for i in range(1, 40_000)
    ]
    text = json.dumps(grants).encode()
    spans = []

    def ask():
        began = time.perf_counter()
        rolecall.audit(text, at=AT)
        spans.append((began, time.perf_counter()))

    thread = threading.Thread(target=ask)
    ticks = []
    thread.start()
    while thread.is_alive():
        ticks.append(time.perf_counter())
        time.sleep(0.001)
    thread.join()
    began, ended = spans[0]
    during = [tick for tick in ticks if began < tick < ended]
    longest = max(later - earlier for earlier, later in zip(during, during[1:]))
    assert longest < (ended - began) / 2, f"Python stood still for {longest:.3f} of {ended - began:.3f} seconds"
