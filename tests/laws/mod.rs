//! Laws that hold of every input, whatever its bytes. `tests/integration/mutations.rs` tries them on fixtures that were changed at random,
//! `fuzz/` on whatever libFuzzer finds.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "each fuzzer uses one of the laws; one that cannot be asked is broken, and JSON has null where a key is missing"
)]

pub(crate) mod delta;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rolecall::catalog::Catalog;
use rolecall::condition::{Assignee, Condition, Context, Truth};
use rolecall::guid::Guid;
use rolecall::model::TaskPack;
use rolecall::pattern::{Pattern, Wildcards};
use rolecall::source::Source;
use rolecall::verify::{ReplaySources, Report};
use rolecall::{
    Answer as _, AuditOptions, Error, Format, NamedText, RoleOptions, Tenant, TenantOptions, diff, export, pack, review, verify,
};
use serde_json::Value;

/// What stands between the texts of one input.
pub(crate) const BETWEEN: &str = "\n%%\n";
/// The instant that the laws ask for: 2025-02-01.
const AT: i64 = 1_738_368_000;
/// The day of [`AT`].
const DAY: &str = "2025-02-01";
/// The folder of the exports that belong to the reports of [`reports`].
const SMALL: &str = "fixtures/forged/small";

/// A law, by the name of what it is about.
pub(crate) type Law = (&'static str, fn(&[u8]));

/// All laws.
pub(crate) const LAWS: [Law; 8] = [
    ("exports", exports),
    ("role_files", role_files),
    ("conditions", conditions),
    ("patterns", patterns),
    ("packs", packs),
    ("configurations", configurations),
    ("reports", reports),
    ("delta", delta::delta),
];

/// The root of the repository: this file is compiled for two crates of it.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    if own.ends_with("fuzz") { own.join("..") } else { own.to_path_buf() }
}

fn texts(data: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(data).split(BETWEEN).map(str::to_owned).collect()
}

/// Every mistake has a code and a place in the text.
fn is_told(error: &Error) {
    let details = error.details();
    assert!(!details.is_empty(), "an error without a mistake");
    for detail in details {
        assert!(!detail.code.is_empty() && !detail.message.is_empty(), "{detail:?}");
        assert!(detail.place.as_ref().is_none_or(|place| place.line > 0 && place.column > 0), "{detail:?}");
    }
}

/// The packs that are part of the library.
pub(crate) fn shipped() -> &'static [TaskPack] {
    static PACKS: OnceLock<Vec<TaskPack>> = OnceLock::new();
    PACKS.get_or_init(|| {
        let embedded = pack::EMBEDDED.iter().map(|(id, _)| pack::embedded(id).expect("a pack that is shipped"));
        embedded.map(|source| pack::pack(&source, &Catalog::embedded()).expect("a sound pack")).collect()
    })
}

/// Exports are refused in place, or answered: in every format, alike whatever order they are given in, and with proofs that `verify`
/// accepts.
pub(crate) fn exports(data: &[u8]) {
    let texts = texts(data);
    let of = |(at, text): (usize, &String)| NamedText::new(format!("{at}.json"), text.as_bytes());
    let mut named: Vec<NamedText> = texts.iter().enumerate().map(of).collect();
    let options = TenantOptions::at(DAY).expect("a day");
    let all = AuditOptions { all: true, ..AuditOptions::default() };
    let tenant = match Tenant::from_exports(&named, &options) {
        Ok(tenant) => tenant,
        Err(error) => return is_told(&error),
    };
    let audit = tenant.audit(&all).expect("a question without names");
    let report = audit.to_json();
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Csv] {
        assert!(!audit.render(format).expect("audit has the format").is_empty());
    }
    named.reverse();
    let again = Tenant::from_exports(&named, &options).expect("they were read before");
    assert_eq!(again.audit(&all).expect("the same question").to_json(), report, "the order of the exports matters");
    let inputs: Vec<export::Input> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| export::Input::new(Source::new(format!("{at}.json"), text.clone())))
        .collect();
    let facts = export::facts(&inputs).expect("they were read before").facts;
    let packs = pack::directory::in_tenant(shipped().to_vec(), &facts, &Catalog::embedded());
    let sources = ReplaySources { facts: &facts, catalog: &Catalog::embedded(), packs: &packs, at: AT };
    let report = Report::read(&Source::new("report.json", report)).expect("it is a report");
    let faults = verify::replay(&report, sources).faults;
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Role files are refused in place, or judged; compared with itself no file gives or takes access.
pub(crate) fn role_files(data: &[u8]) {
    let endings = ["json", "tf", "bicep", "yaml"];
    let (first, text) = data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest));
    let ending = endings.iter().cycle().nth(first % endings.len()).expect("a cycle");
    let file = [NamedText::new(format!("role.{ending}"), text)];
    let options = RoleOptions::at(DAY).expect("a day");
    match review(&file, None, &options) {
        Ok(review) => {
            for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
                assert!(review.render(format).is_ok(), "check has the format");
            }
        }
        Err(error) => is_told(&error),
    }
    match diff(&file, &file, &options) {
        Ok(diff) => assert!(!diff.adds_access(), "{}", diff.to_json()),
        Err(error) => is_told(&error),
    }
}

/// What is decided about a condition without knowing the request stays so whatever the request is.
pub(crate) fn conditions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let condition = Condition::new(&text, Some("2.0"));
    for error in condition.errors() {
        let span = error.span();
        assert!(span.start <= span.end && span.end <= text.len(), "{error:?}");
    }
    let role = Guid::parse("8e3af657-a8ff-443c-a75c-2fe8c4bcb635").expect("an id");
    let nothing = Context::new(Wildcards::Documented);
    let to = |kind| Assignee { principal_type: Some(kind), id: Some(role) };
    let known = [
        nothing.clone().assigning(role, to("User")),
        nothing.clone().removing(role, to("ServicePrincipal")),
        nothing.clone().suboperation("Blob.List").assigning(role, to("Group")).removing(role, to("Group")),
    ];
    let actions = [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    ];
    for action in actions {
        let open = condition.evaluate(action, &nothing);
        assert!(condition.is_decidable() || open == Truth::Unknown, "a condition with a fault is decided");
        for context in known.iter().filter(|_| open != Truth::Unknown) {
            assert_eq!(condition.evaluate(action, context), open, "{action}");
        }
    }
}

/// What a pattern is said to cover, it matches; what two patterns match, they share.
pub(crate) fn patterns(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines().filter(|line| !line.is_empty() && line.len() < 200);
    let (Some(one), Some(other)) = (lines.next(), lines.next()) else { return };
    let action = lines.next().unwrap_or("Microsoft.Support/supportTickets/write").to_ascii_lowercase();
    let (one, other) = (Pattern::parse(one), Pattern::parse(other));
    for wildcards in [Wildcards::Documented, Wildcards::Strict] {
        let (sample, covers) = (other.sample(), one.covers(&other, wildcards));
        assert!(other.matches(&sample, wildcards), "{} does not match its sample {sample}", other.text());
        assert!(!covers || one.matches(&sample, wildcards), "{} covers {}, not {sample}", one.text(), other.text());
        assert_eq!(one.overlaps(&other, wildcards), other.overlaps(&one, wildcards));
        let (by_one, by_other) = (one.matches(&action, wildcards), other.matches(&action, wildcards));
        assert!(!(covers && by_other) || by_one, "{} covers {}, not {action}", one.text(), other.text());
        assert!(!(by_one && by_other) || one.overlaps(&other, wildcards), "both match {action}");
    }
}

/// A pack is read, or every mistake stands in its text.
pub(crate) fn packs(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let lines = text.lines().count() + 1;
    let source = Source::new("pack.yaml", text);
    if let Err(error) = pack::pack(&source, &Catalog::embedded()) {
        assert!(!error.faults().is_empty());
        assert!(error.faults().iter().all(|fault| error.place(fault).line <= lines), "{error:?}");
    }
}

/// A configuration is read, or every mistake stands in its text; none makes a role file unreadable.
pub(crate) fn configurations(data: &[u8]) {
    let role = r#"{"Name": "A", "IsCustom": true, "Actions": ["*/read"], "AssignableScopes": ["/"]}"#;
    let configuration = NamedText::new(".rolecall.yaml", data);
    if let Err(error) =
        review(&[NamedText::new("role.json", role)], Some(&configuration), &RoleOptions::at(DAY).expect("a day"))
    {
        is_told(&error);
    }
}

/// What an honest report answers, by principal, pack, task and target.
type Answers = BTreeMap<[String; 4], String>;

fn answers(report: &Value) -> Answers {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut answers = Answers::new();
    for class in list(&report["classes"]) {
        for result in list(&class["results"]) {
            for (principal, target) in list(&class["principals"])
                .iter()
                .flat_map(|who| list(&result["targets"]).into_iter().map(move |at| (who.clone(), at)))
            {
                let key = [text(&principal), text(&result["pack"]), text(&result["task"]), text(&target)];
                answers.insert(key, text(&result["verdict"]));
            }
        }
    }
    answers
}

/// The exports of [`SMALL`], and what an honest report says of them.
struct Honest {
    facts: rolecall::model::Facts,
    answers: Answers,
}

fn honest() -> &'static Honest {
    static HONEST: OnceLock<Honest> = OnceLock::new();
    HONEST.get_or_init(|| {
        let inputs = export::load(&[root().join(SMALL).display().to_string()], &mut std::io::empty()).expect("exports");
        let facts = export::facts(&inputs).expect("exports that can be read").facts;
        let report = serde_json::from_str(&small_report()).expect("JSON");
        Honest { facts, answers: answers(&report) }
    })
}

/// The report on [`SMALL`].
pub(crate) fn small_report() -> String {
    let files = fs::read_dir(root().join(SMALL)).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let name = |path: &Path| format!("{SMALL}/{}", path.file_name().unwrap_or_default().display());
    let texts: Vec<NamedText> = files.map(|path| NamedText::new(name(&path), fs::read(&path).expect("a file"))).collect();
    let tenant = Tenant::from_exports(&texts, &TenantOptions::at(DAY).expect("a day")).expect("exports");
    tenant.audit(&AuditOptions { all: true, ..AuditOptions::default() }).expect("a question").to_json()
}

/// A report that `verify` accepts says nothing but what an honest one says, unless somebody vouches for more or reads wildcards strictly.
pub(crate) fn reports(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let Ok(report) = Report::read(&Source::new("report.json", text.clone())) else { return };
    let honest = honest();
    let packs = pack::directory::in_tenant(shipped().to_vec(), &honest.facts, &Catalog::embedded());
    let sources = ReplaySources { facts: &honest.facts, catalog: &Catalog::embedded(), packs: &packs, at: AT };
    let replay = verify::replay(&report, sources);
    // What somebody vouches for, and how wildcards are read, leads to other answers.
    if report.strict_wildcards || !replay.vouched.is_empty() || !replay.faults.is_empty() {
        return;
    }
    for (key, verdict) in answers(&serde_json::from_str(&text).expect("it was read before")) {
        let known = honest.answers.get(&key);
        assert_eq!(known, Some(&verdict), "{key:?}");
    }
}
