//! The documentation as a site (`book.toml`): every page is in its list, and every link leads somewhere. `UPDATE_DOCS=1 cargo test` writes
//! the parts of `docs/SUMMARY.md` and `docs/schema/README.md` that follow from the program.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use rolecall::review::lint::{self, Topic};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(page).expect("a page")
}

/// The Markdown files below a folder, as paths below the repository.
fn pages_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(root().join(folder)).expect("a folder") {
        let path = folder.join(entry.expect("an entry").file_name());
        if root().join(&path).is_dir() {
            pages_below(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "md") {
            found.push(path);
        }
    }
    found.sort();
}

/// The text without code: what looks like a link in there is none.
fn without_code(text: &str) -> String {
    static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new("`[^`\n]*`").expect("a pattern"));
    let mut in_block = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    });
    // The name of a link may be code, so a piece of code leaves a letter.
    CODE.replace_all(&lines.collect::<Vec<_>>().join("\n"), "x").into_owned()
}

/// Where the links and pictures of a page lead, without those to other hosts.
fn links(text: &str) -> Vec<String> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"\]\(([^)\s]+)[^)]*\)|src="([^"]+)""#).expect("a pattern"));
    let text = without_code(text);
    let found = LINK.captures_iter(&text).filter_map(|link| link.get(1).or(link.get(2))).map(|link| link.as_str().to_owned());
    found.filter(|link| !link.contains("://") && !link.starts_with("mailto:")).collect()
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => plain.push(part),
        }
    }
    plain
}

/// The addresses of the headings of a page, as GitHub and mdBook make them.
fn headings(text: &str) -> BTreeSet<String> {
    let mut in_block = false;
    let heads = text.lines().filter(|line| {
        in_block ^= line.starts_with("```");
        !in_block && line.starts_with('#')
    });
    heads.map(|head| address(head.trim_start_matches('#').trim())).collect()
}

fn address(head: &str) -> String {
    let kept = head.to_lowercase().chars().filter(|one| one.is_alphanumeric() || " -_".contains(*one)).collect::<String>();
    kept.replace(' ', "-")
}

/// Writes what a page should be, or holds the page against it.
fn hold(page: &Path, made: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(page, made).expect("the page is written");
    } else {
        assert!(read(page) == made, "{} is out of date: run with UPDATE_DOCS=1", page.display());
    }
}

#[test]
fn site_every_page_of_the_documentation_is_in_its_list_once() {
    let summary = root().join("docs/SUMMARY.md");
    hold(&summary, &with_lints(&read(&summary)));
    let listed: Vec<PathBuf> = links(&read(&summary)).iter().map(|link| Path::new("docs").join(link)).collect();
    let mut pages = Vec::new();
    pages_below(Path::new("docs"), &mut pages);
    for page in pages.iter().filter(|page| !page.ends_with("SUMMARY.md")) {
        let times = listed.iter().filter(|listed| *listed == page).count();
        assert_eq!(times, 1, "{} belongs into docs/SUMMARY.md once, for the site of the documentation", page.display());
    }
    assert_eq!(listed.len(), pages.len() - 1, "every line of docs/SUMMARY.md is a page: {listed:?}");
}

/// The list of pages with those of the lints, which follow from the table of lints.
fn with_lints(summary: &str) -> String {
    let (head, rest) = summary.split_once("  - [").expect("the lints stand below their page");
    let tail = rest.split_once("\n\n").expect("a line that is empty ends the list of lints").1;
    let of_topic = |topic: Topic| lint::lints().iter().filter(move |lint| lint.topic == topic);
    let lints = Topic::ALL.into_iter().flat_map(|(topic, _)| of_topic(topic));
    let entries: Vec<String> = lints.map(|lint| format!("  - [{0}](lints/{0}.md)", lint.id)).collect();
    format!("{head}{}\n\n{tail}", entries.join("\n"))
}

#[test]
fn site_the_list_of_schemas_is_that_of_the_files() {
    let folder = root().join("docs/schema");
    let entries = std::fs::read_dir(&folder).expect("the schemas").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    files.sort();
    let row = |file: &PathBuf| {
        let schema: serde_json::Value = serde_json::from_str(&read(file)).expect("a schema");
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        format!("| [{name}]({name}) | {} |\n", schema["title"].as_str().expect("a schema has a title"))
    };
    let page = folder.join("README.md");
    let text = read(&page);
    let head = text.split_inclusive("| --- | --- |\n").next().expect("the head of the table");
    hold(&page, &format!("{head}{}", files.iter().map(row).collect::<String>()));
}

#[test]
fn site_every_link_leads_to_a_file_and_a_heading() {
    let mut pages =
        vec![PathBuf::from("README.md"), "CONTRIBUTING.md".into(), "CHANGELOG.md".into(), "python/README.md".into()];
    pages_below(Path::new("docs"), &mut pages);
    let mut faults = Vec::new();
    for page in &pages {
        let text = read(&root().join(page));
        for link in links(&text) {
            let (path, heading) = link.split_once('#').map_or((link.as_str(), None), |(path, heading)| (path, Some(heading)));
            let target = if path.is_empty() { page.clone() } else { plain(&page.with_file_name(path)) };
            let whole = root().join(&target);
            if !whole.exists() {
                faults.push(format!("{}: `{link}` leads nowhere", page.display()));
            } else if heading.is_some_and(|heading| whole.is_file() && !headings(&read(&whole)).contains(heading)) {
                faults.push(format!("{}: `{link}` names no heading", page.display()));
            } else if target.starts_with("docs") && whole.is_dir() && page.starts_with("docs") {
                faults.push(format!("{}: `{link}` is a folder, which the site has no page for", page.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn site_a_link_in_code_is_no_link() {
    let text =
        "[a](b.md) `[c](d.md)` [`e`](f.md#g) <img src=\"h.webp\" alt=\"i\">\n```\n[j](k.md)\n```\n[l](https://m.example/n)";
    assert_eq!(links(text), ["b.md", "f.md#g", "h.webp"]);
    assert_eq!(address("What a `no` rests on: R-EVAL-9"), "what-a-no-rests-on-r-eval-9");
}
