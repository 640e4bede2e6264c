//! Readiness: every `fixtures/readiness/*/scenario.json` says which exports are given (`parts/`, and its own `exports/`), and what
//! has to come of them; every report of them has to pass `verify`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rolecall::check::readiness::{Readiness, Status, of_answer, of_prerequisite};
use rolecall::decide::Verdict;
use rolecall::model::Weight;
use serde::Deserialize;
use serde_json::Value;

use crate::cli::rolecall;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    why: String,
    parts: Vec<String>,
    args: Vec<String>,
    exit: i32,
    readiness: String,
    prerequisites: BTreeMap<String, String>,
    tasks: BTreeMap<String, Option<String>>,
    says: Vec<String>,
}

fn scenarios() -> Vec<(PathBuf, Scenario)> {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/readiness/*/scenario.json");
    let paths = glob::glob(pattern).expect("a pattern").filter_map(Result::ok);
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a scenario");
        let scenario = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.parent().expect("a folder").to_path_buf(), scenario)
    };
    let all: Vec<_> = paths.map(read).collect();
    assert!(all.len() > 20, "scenarios are there");
    all
}

/// The exports of a scenario, as arguments.
fn exports(folder: &Path, scenario: &Scenario) -> Vec<String> {
    let parts = scenario.parts.iter().map(|part| format!("fixtures/readiness/parts/{part}.json"));
    let own = folder.join("exports");
    parts.chain(own.is_dir().then(|| own.display().to_string())).collect()
}

fn run(arguments: &[String]) -> (i32, String) {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = rolecall(&arguments, b"");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
    (output.status.code().expect("an exit code"), text)
}

#[test]
fn every_scenario_comes_out_as_it_says() {
    for (folder, scenario) in scenarios() {
        let name = format!("{}: {}", folder.display(), scenario.why);
        let exports = exports(&folder, &scenario);
        let mut command = vec!["readiness".to_owned(), "--at".to_owned(), "2026-03-01".to_owned(), "-q".to_owned()];
        command.extend(exports.iter().cloned());
        command.extend(scenario.args.iter().cloned());
        if !scenario.args.iter().any(|arg| arg == "--workspace") {
            command.extend(["--workspace".to_owned(), "soc".to_owned()]);
        }
        let (code, text) = run(&command);
        assert_eq!(code, scenario.exit, "{name}\n{text}");
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for fragment in &scenario.says {
            assert!(flat.contains(fragment), "{name}: says nothing of `{fragment}`\n{text}");
        }
        let path = std::env::temp_dir().join(format!("rolecall-readiness-{}.json", std::process::id()));
        let file = path.display().to_string();
        command.extend(["--format".to_owned(), "json".to_owned(), "-o".to_owned(), file.clone()]);
        run(&command);
        let report: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("a report")).expect("JSON");
        assert_eq!(report["readiness"], scenario.readiness.as_str(), "{name}");
        answers(&report, &scenario, &name);
        let mut verify = vec!["verify".to_owned(), file, "-q".to_owned()];
        verify.extend(exports);
        let (code, said) = run(&verify);
        assert_eq!(code, 0, "{name}: {said}");
        std::fs::remove_file(&path).expect("the report goes away again");
    }
}

/// Holds the prerequisites and tasks of a report against what a scenario says.
fn answers(report: &Value, scenario: &Scenario, name: &str) {
    let of = |list: &str, key: &str, id: &str, value: &str| -> Value {
        let packs = report["packs"].as_array().expect("packs").iter();
        let mut rows = packs.flat_map(|pack| pack[list].as_array().expect("a list"));
        rows.find(|row| row[key] == id).unwrap_or_else(|| panic!("{name}: no {id}"))[value].clone()
    };
    for (id, status) in &scenario.prerequisites {
        assert_eq!(of("prerequisites", "id", id, "status"), status.as_str(), "{name}: {id}");
    }
    for (id, readiness) in &scenario.tasks {
        let expected = readiness.as_deref().map_or(Value::Null, Value::from);
        assert_eq!(of("tasks", "task", id, "readiness"), expected, "{name}: {id}");
    }
}

/// The tables of `docs/readiness.md` are those of the program.
#[test]
fn the_verdict_tables_are_the_documented_ones() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/readiness.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let made = with_table(&with_table(&page, "prerequisites", &prerequisites()), "answers", &answers_table());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, made).expect("the page is written");
    } else {
        assert!(page == made, "run the test with UPDATE_DOCS=1");
    }
}

fn with_table(page: &str, name: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (head, rest) = page.split_once(&begin).expect("the beginning of the table");
    let (_, tail) = rest.split_once(&end).expect("the end of the table");
    format!("{head}{begin}{table}{end}{tail}")
}

fn prerequisites() -> String {
    let row = |status: Status| {
        let cells = Weight::ALL.map(|(weight, _)| format!(" {} |", words(of_prerequisite(status, weight))));
        format!("| `{}` |{}\n", status.name(), cells.concat())
    };
    let rows: String = Status::ALL.into_iter().map(row).collect();
    let weights = Weight::ALL.map(|(_, word)| format!(" `{word}` |")).concat();
    format!("| a prerequisite that is |{weights}\n| --- | --- | --- | --- |\n{rows}")
}

fn answers_table() -> String {
    let verdicts =
        [Verdict::Allowed, Verdict::Eligible, Verdict::Conditional, Verdict::Unknown, Verdict::Blocked, Verdict::NotAllowed];
    let row = |verdict: Verdict| {
        let [firm, open] = [true, false].map(|firm| words(of_answer(verdict, firm)));
        format!("| `{}` | {firm} | {open} |\n", verdict.name())
    };
    let rows: String = verdicts.into_iter().map(row).collect();
    format!("| an answer that is | with all roles exported | without |\n| --- | --- | --- |\n{rows}")
}

fn words(readiness: Readiness) -> String {
    readiness.name().replace('_', " ")
}
