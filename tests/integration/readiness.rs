//! The verdict tables of readiness stand in `docs/readiness.md` as they are in the program.

use std::path::Path;

use rolecall::decide::Verdict;
use rolecall::model::Weight;
use rolecall::readiness::{Readiness, Status, of_answer, of_prerequisite};

/// The tables of `docs/readiness.md` are those of the program.
#[test]
fn readiness_the_verdict_tables_are_the_documented_ones() {
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
