//! Comments and messages name nothing that a reader of this repository does not have.

use crate::sources::files;
use crate::{Breach, judge};

/// Documents that are not here. What they say of the law is in `docs/semantics.md`, under the same ids.
const ABSENT: [&str; 3] = ["CONTRACT", "DESIGN", "SEMANTICS"];

/// Files that still name one.
const LEFT: &[&str] = &[];

#[test]
fn architecture_sources_name_no_absent_document() {
    let mut breaches = Vec::new();
    for file in files() {
        for (number, line) in file.text.lines().enumerate() {
            for word in ABSENT.iter().filter(|word| line.contains(**word)) {
                breaches.push(Breach::new(file.path.clone(), format!("{}:{}: names {word}", file.path, number + 1)));
            }
        }
    }
    judge(&breaches, LEFT);
}
