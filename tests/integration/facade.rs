//! The library as other programs use it: its answers are those of the program, byte for byte.

use std::path::{Path, PathBuf};

use rolecall::{
    Answer, AuditOptions, Error, ErrorDetail, ExplainOptions, NamedText, PackChoice, ReadinessCheck, RoleOptions, Tenant,
    TenantOptions, WhoCanOptions, diff_paths, review, review_paths,
};

use crate::support::program::rolecall;

const AT: &str = "2025-02-01";

/// The files below a folder, under the names that the program gives them.
fn files(folder: &str, found: &mut Vec<NamedText>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join(folder)).expect("the folder") {
        let entry = entry.expect("an entry");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&name, found);
        } else {
            found.push(NamedText::new(name, std::fs::read(entry.path()).expect("a file")));
        }
    }
}

/// Those that hold exports.
fn exports(folder: &str, found: &mut Vec<NamedText>) {
    files(folder, found);
    found.retain(|text| Path::new(text.name()).extension().is_none_or(|of| of != "md"));
}

fn contoso() -> Tenant {
    let mut texts = Vec::new();
    exports("fixtures/contoso", &mut texts);
    Tenant::from_exports(&texts, &TenantOptions::at(AT).expect("a day")).expect("exports that can be read")
}

/// What the program prints, without the note about the file that the library is not given.
fn printed(args: &[&str]) -> serde_json::Value {
    without_passed_over(serde_json::from_slice(&rolecall(args, b"").stdout).expect("a report"))
}

fn without_passed_over(mut report: serde_json::Value) -> serde_json::Value {
    let notes = report.get_mut("notes").and_then(serde_json::Value::as_array_mut).expect("notes");
    notes.retain(|note| note.get("code").is_none_or(|code| code != "passed-over"));
    report
}

#[test]
fn facade_audits_as_the_program_does() {
    let packs = vec![PackChoice::Embedded("sentinel-defender-2026-09".to_owned())];
    let tenant = contoso();
    let audit = tenant.audit(&AuditOptions { packs, all: true, ..AuditOptions::default() }).expect("an audit");
    let args = ["audit", "fixtures/contoso", "--at", AT, "--format", "json", "--all", "--tasks", "sentinel-defender-2026-09"];
    let own: serde_json::Value = serde_json::from_str(&audit.to_json()).expect("a report");
    assert_eq!(without_passed_over(own), printed(&args));
    assert_eq!(
        serde_json::to_value(&audit).expect("a value"),
        serde_json::from_str::<serde_json::Value>(&audit.to_json()).expect("JSON")
    );
}

#[test]
fn facade_json_is_that_of_the_program_byte_for_byte() {
    let json = ["azure", "entra"].map(|folder| format!("fixtures/contoso/{folder}"));
    let mut texts = Vec::new();
    for folder in &json {
        exports(folder, &mut texts);
    }
    let tenant = Tenant::from_exports(&texts, &TenantOptions::at(AT).expect("a day")).expect("exports");
    let [azure, entra] = &json;
    let printed = rolecall(&["audit", azure, entra, "--at", AT, "--format", "json"], b"").stdout;
    let own = tenant.audit(&AuditOptions::default()).expect("an audit").to_json();
    assert!(own.as_bytes() == printed, "another report than that of the program");
}

/// What a folder gives, be it an audit or all that is wrong.
fn audited(tenant: Result<Tenant, Error>) -> Result<String, Vec<ErrorDetail>> {
    let audit = tenant.and_then(|tenant| tenant.audit(&AuditOptions::default()));
    audit.map(|audit| audit.to_json()).map_err(|error| error.details())
}

#[test]
fn facade_reads_texts_of_a_folder_as_the_folder_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let below = |parent: &str| {
        let entries = std::fs::read_dir(root.join(parent)).expect("the folder");
        let folders = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir());
        let name = |path: PathBuf| format!("{parent}/{}", path.file_name().expect("a name").to_string_lossy());
        folders.map(name).collect::<Vec<String>>()
    };
    let folders = ["fixtures/contoso".to_owned()]
        .into_iter()
        .chain(["fixtures/tenants", "fixtures/read"].iter().flat_map(|of| below(of)));
    let options = TenantOptions::at(AT).expect("a day");
    let (mut read, mut refused) = (0, 0);
    for folder in folders {
        let mut texts = Vec::new();
        files(&folder, &mut texts);
        let texts: Vec<NamedText> = texts.into_iter().map(|text| text.found_in(folder.as_str())).collect();
        let own = audited(Tenant::from_exports(&texts, &options));
        assert_eq!(own, audited(Tenant::from_paths(std::slice::from_ref(&folder), &options)), "{folder}");
        *if own.is_ok() { &mut read } else { &mut refused } += 1;
    }
    assert!(read > 10 && refused > 0, "{read} folders are read, {refused} refused: both ways are tried");
}

#[test]
fn facade_explains_as_the_program_does() {
    let tenant = contoso();
    let asked = [
        ("alice@contoso.example", "onboard-sentinel", Some(0)),
        ("alice@contoso.example", "Microsoft.Support/supportTickets/write", Some(1)),
        ("ken@contoso.example", "onboard-sentinel", Some(1)),
        ("alice@contoso.example", "microsoft.directory/users/basic/update", Some(0)),
        ("ken@contoso.example", "microsoft.directory/users/basic/update", Some(1)),
        ("nobody@contoso.example", "onboard-sentinel", Some(2)),
    ];
    for (name, what, code) in asked {
        let printed_code =
            rolecall(&["explain", name, what, "fixtures/contoso", "--at", AT, "--format", "json"], b"").status.code();
        assert_eq!(printed_code, code, "{name}: {what}");
        match tenant.explain(name, what, &ExplainOptions::default()) {
            Ok(answer) => assert_eq!(answer.is_yes(), printed_code == Some(0), "{name}"),
            Err(error) => {
                assert_eq!((error.code().as_str(), printed_code), ("argument::no_principal", Some(2)), "{name}");
            }
        }
    }
}

#[test]
fn facade_refuses_what_is_not_there() {
    let tenant = contoso();
    let error = tenant.readiness("no-such-workspace", &ReadinessCheck::default()).expect_err("there is none");
    assert_eq!(error.code(), "argument::no_workspace");
    let packs = vec![PackChoice::Embedded("no-such-pack".to_owned())];
    let error = tenant.audit(&AuditOptions { packs, ..AuditOptions::default() }).expect_err("there is none");
    assert_eq!((error.code().as_str(), error.help().is_some()), ("argument::no_pack", true));
}

#[test]
fn facade_names_every_broken_role_file() {
    let files = ["a.json", "b.json"].map(|name| NamedText::new(name, "{\"Name\": "));
    let error = review(&files, None, &RoleOptions::at(AT).expect("a day")).expect_err("they are broken");
    let places: Vec<String> = error.details().into_iter().filter_map(|one| Some(one.place?.path.to_string())).collect();
    assert_eq!(places, ["a.json", "b.json"]);
}

#[test]
fn facade_answers_of_paths_are_those_of_the_program_byte_for_byte() {
    let paths = ["fixtures/contoso".to_owned()];
    let tenant = Tenant::from_paths(&paths, &TenantOptions::at(AT).expect("a day")).expect("exports");
    let same = |args: &[&str], own: String| {
        let printed = rolecall(&[args, &["--at", AT, "--format", "json"]].concat(), b"").stdout;
        assert!(!printed.is_empty() && own.as_bytes() == printed, "{args:?}: another report than that of the program");
    };
    same(&["audit", "fixtures/contoso"], tenant.audit(&AuditOptions::default()).expect("an audit").to_json());
    // An operation that no role knows: what is odd about it is a note.
    for what in ["onboard-sentinel", "Microsoft.Support/*", "Owner", "Microsoft.Support/no/such/action"] {
        let own = tenant.who_can(what, &WhoCanOptions { all: true, ..WhoCanOptions::default() }).expect("an answer");
        same(&["who-can", what, "fixtures/contoso", "--all"], own.to_json());
        let own = tenant.explain("bob@contoso.example", what, &ExplainOptions::default()).expect("an answer");
        same(&["explain", "bob@contoso.example", what, "fixtures/contoso"], own.to_json());
    }
    let connected = vec!["none".to_owned()];
    let own = tenant.readiness("soc", &ReadinessCheck { connected, ..ReadinessCheck::default() }).expect("an answer");
    same(&["readiness", "fixtures/contoso", "--workspace", "soc", "--connected", "none"], own.to_json());
    for folder in ["fixtures/role-files", "fixtures/check", "fixtures/configs/valid", "fixtures/lint"] {
        let own = review_paths(&[folder.to_owned()], None, &RoleOptions::at(AT).expect("a day"));
        match own {
            Ok(own) => same(&["check", folder], own.to_json()),
            Err(error) => {
                let done = rolecall(&["check", folder, "--at", AT], b"");
                assert_eq!(done.status.code(), Some(2), "{folder}: {error}");
            }
        }
    }
}

#[test]
fn facade_diff_is_that_of_the_program_byte_for_byte() {
    let rows = [
        ("Reader", "Contributor", "built-in roles"),
        ("Reader", "fixtures/lint/wildcard-write", "a role and a folder"),
        ("fixtures/role-files/flat/many", "fixtures/lint/wildcard-write", "two folders"),
    ];
    for (old, new, why) in rows {
        let done = rolecall(&["diff", old, new, "--at", AT, "--format", "json"], b"");
        match diff_paths(old, new, &RoleOptions::at(AT).expect("a day")) {
            Ok(own) => assert!(own.to_json().as_bytes() == done.stdout, "{why}: another report than that of the program"),
            Err(error) => assert_eq!(done.status.code(), Some(2), "{why}: {error}"),
        }
    }
    let error = diff_paths("Raeder", "Reader", &RoleOptions::at(AT).expect("a day")).expect_err("there is none");
    assert_eq!((error.code().as_str(), error.help().as_deref()), ("argument::no_role", Some("did you mean `Reader`?")));
}
