"""Every report is byte for byte that of the program."""

import pytest
from conftest import AT, ROOT

import rolecall

TENANTS = ["fixtures/contoso"] + sorted(
    str(folder.relative_to(ROOT)) for folder in (ROOT / "fixtures/tenants").iterdir() if folder.is_dir()
)
ROLE_FOLDERS = ["fixtures/lint", "fixtures/role-files", "fixtures/check/team", "fixtures/check/fixable", "fixtures/terraform"]
QUESTIONS = ["onboard-sentinel", "Microsoft.Support/*", "Owner", "Microsoft.Support/no/such/action"]


def same(report, expected):
    assert expected, "the program printed nothing"
    assert report.to_json() == expected


def same_or_refused(ask, expected):
    """Where the program has no answer, there is none here."""
    try:
        report = ask()
    except rolecall.RolecallError as error:
        assert expected == "", error
        assert error.code and str(error)
    else:
        same(report, expected)


@pytest.mark.parametrize("folder", TENANTS)
def test_audit(folder, printed):
    same_or_refused(lambda: rolecall.audit(folder, at=AT), printed("audit", folder, "--at", AT, "--format", "json"))


@pytest.mark.parametrize("folder", TENANTS)
def test_audit_with_what_is_not_allowed(folder, printed):
    args = ("audit", folder, "--at", AT, "--format", "json", "--all", "--tasks", "sentinel-defender-2026-09")
    same_or_refused(lambda: rolecall.audit(folder, at=AT, all=True, tasks="sentinel-defender-2026-09"), printed(*args))


@pytest.mark.parametrize("what", QUESTIONS)
@pytest.mark.parametrize("folder", TENANTS)
def test_who_can(folder, what, printed):
    args = ("who-can", what, folder, "--at", AT, "--format", "json", "--all")
    same_or_refused(lambda: rolecall.who_can(what, folder, at=AT, all=True), printed(*args))


@pytest.mark.parametrize("what", QUESTIONS)
@pytest.mark.parametrize("who", ["alice@contoso.example", "Ken Kato", "nobody@contoso.example"])
def test_explain(who, what, printed):
    args = ("explain", who, what, "fixtures/contoso", "--at", AT, "--format", "json")
    same_or_refused(lambda: rolecall.explain(who, what, "fixtures/contoso", at=AT), printed(*args))


@pytest.mark.parametrize("workspace", ["soc", "no-such-workspace"])
def test_readiness(workspace, printed):
    args = ("readiness", "fixtures/contoso", "--workspace", workspace, "--connected", "none", "--at", AT, "--format", "json")
    same_or_refused(lambda: rolecall.readiness(workspace, "fixtures/contoso", at=AT, connected="none"), printed(*args))


@pytest.mark.parametrize("folder", ROLE_FOLDERS)
def test_check(folder, printed):
    same_or_refused(lambda: rolecall.check(folder, at=AT), printed("check", folder, "--at", AT, "--format", "json"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Reader", "Contributor"),
        ("Reader", "fixtures/lint/wildcard-write"),
        ("fixtures/check/team-before", "fixtures/check/team"),
        ("fixtures/lint/wildcard-write", "fixtures/lint/wildcard-write"),
        ("Raeder", "Reader"),
    ],
)
def test_diff(old, new, printed):
    same_or_refused(lambda: rolecall.diff(old, new), printed("diff", old, new, "--format", "json"))


def test_what_somebody_vouches_for(printed):
    kinds = ["directory-role-assignments", "role-assignments@a6d40b9e-1f37-4e02-b6c8-27e95c81d502"]
    args = [part for kind in kinds for part in ("--complete", kind)]
    expected = printed("audit", "fixtures/contoso", "--at", AT, "--format", "json", *args)
    same(rolecall.audit("fixtures/contoso", at=AT, complete=kinds), expected)


def test_a_pack_of_ones_own(printed):
    pack = sorted((ROOT / "rules/tasks").glob("*.yaml"))[0]
    expected = printed("audit", "fixtures/contoso", "--at", AT, "--format", "json", "--tasks", str(pack))
    same(rolecall.audit("fixtures/contoso", at=AT, tasks=pack), expected)
    same(rolecall.audit("fixtures/contoso", at=AT, tasks={str(pack): pack.read_bytes()}), expected)


def test_other_formats(printed):
    audit = rolecall.audit("fixtures/contoso", at=AT)
    for format in ("csv", "rows", "html", "jsonl"):
        assert audit.render(format) == printed("audit", "fixtures/contoso", "--at", AT, "--format", format), format


def test_texts_in_memory_are_files_that_are_named(printed):
    folder = ROOT / "fixtures/contoso/azure"
    names = sorted(str(file.relative_to(ROOT)) for file in folder.iterdir())
    expected = printed("audit", *names, "--at", AT, "--format", "json")
    same(rolecall.audit({name: (ROOT / name).read_bytes() for name in names}, at=AT), expected)
    same(rolecall.audit(names, at=AT), expected)


def test_bytes_are_standard_input(printed):
    text = (ROOT / "fixtures/contoso/azure/role-assignments.json").read_bytes()
    expected = printed("audit", "-", "--at", AT, "--format", "json", stdin=text)
    same(rolecall.audit(text, at=AT), expected)


def test_role_files_in_memory(printed):
    paths = sorted((ROOT / "fixtures/lint/wildcard-write").glob("*.json"))
    names = [str(path.relative_to(ROOT)) for path in paths]
    assert names
    expected = printed("check", *names, "--at", AT, "--format", "json")
    same(rolecall.check({name: (ROOT / name).read_bytes() for name in names}, at=AT), expected)
