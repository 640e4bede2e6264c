//! The pages for newcomers name files and folders that are there.

use std::path::Path;

use crate::{Breach, judge};

const PAGES: [&str; 3] = ["CONTRIBUTING.md", "README.md", "docs/architecture.md"];

/// Folders of the repository whose files the pages name.
const FOLDERS: [&str; 6] = ["src/", "tests/", "rules/", "fixtures/", "docs/", "integrations/"];

#[test]
fn architecture_pages_name_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut breaches = Vec::new();
    for page in PAGES {
        let text = std::fs::read_to_string(root.join(page)).expect("a page");
        let named: Vec<&str> = named(&text).collect();
        assert!(page == "README.md" || named.len() > 20, "{page} names few files: is it still read rightly?");
        for path in named.into_iter().filter(|path| !root.join(path).exists()) {
            breaches.push(Breach::new(path, format!("{page} names {path}, which is not there")));
        }
    }
    judge(&breaches, &[]);
}

/// The paths between backticks, without those that leave a part open (`src/<name>/`, `rules/tasks/*.yaml`).
fn named(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains(['<', '*', ' ', '\n']))
}
