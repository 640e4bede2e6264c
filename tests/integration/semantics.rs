//! `docs/semantics.md` against the repository: every rule that the code names is on the page, and every proof that the page names is there.

use std::collections::BTreeSet;
use std::path::Path;

use regex_automata::meta::Regex;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn page() -> String {
    std::fs::read_to_string(Path::new(ROOT).join("docs/semantics.md")).expect("the page")
}

/// What a pattern finds in a text.
fn found<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let pattern = Regex::new(pattern).expect("a pattern");
    pattern.find_iter(text).filter_map(|found| text.get(found.range())).collect()
}

/// The rules or vectors of a text; `R-PIM-1 to R-PIM-3` names three.
fn ids(pattern: &str, text: &str) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = found(pattern, text).into_iter().map(str::to_owned).collect();
    for range in found(&format!("{pattern} to {pattern}"), text) {
        let (first, last) = range.split_once(" to ").expect("two ids");
        let (family, from) = first.rsplit_once('-').expect("a number");
        let (_, to) = last.rsplit_once('-').expect("a number");
        let numbers = from.parse::<u32>().expect("a number")..=to.parse().expect("a number");
        ids.extend(numbers.map(|number| format!("{family}-{number}")));
    }
    ids
}

fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            text.push_str(&std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn semantics_every_rule_that_the_code_names_is_on_the_page() {
    let mut text = String::new();
    sources(&Path::new(ROOT).join("src"), &mut text);
    let named = ids("R-[A-Z]+-[0-9]+", &text);
    let explained = ids("R-[A-Z]+-[0-9]+", &page());
    let missing: Vec<&String> = named.difference(&explained).collect();
    assert!(missing.is_empty(), "docs/semantics.md does not explain {missing:?}");
}

#[test]
fn semantics_every_proof_that_the_page_names_is_there() {
    let page = page();
    let mut vectors = String::new();
    for entry in std::fs::read_dir(Path::new(ROOT).join("fixtures/vectors")).expect("the vectors") {
        vectors.push_str(&std::fs::read_to_string(entry.expect("an entry").path()).expect("vectors"));
    }
    let named = ids("T-[A-Z]+-[0-9]+[a-z]?", &page.replace(" to T-", " and T-"));
    let missing: Vec<&String> = named.iter().filter(|id| !vectors.contains(&format!("\"{id}\""))).collect();
    assert!(missing.is_empty(), "no vectors {missing:?}");
    let paths = found("`(fixtures|tests|src|docs)/[^`]+`", &page);
    let missing: Vec<&&str> = paths.iter().filter(|path| !Path::new(ROOT).join(path.trim_matches('`')).exists()).collect();
    assert!(missing.is_empty(), "no files {missing:?}");
}
