//! A type name means one thing in the whole crate.

use std::collections::BTreeMap;

use crate::sources::{File, files};
use crate::{Breach, judge};

/// Names that still stand for several things.
const LEFT: &[&str] = &[];

#[test]
fn architecture_a_type_name_stands_in_one_file() {
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files() {
        for name in types(&file) {
            homes.entry(name).or_default().push(file.path.clone());
        }
    }
    let several = homes.into_iter().filter(|(_, paths)| paths.len() > 1);
    let breaches: Vec<Breach> =
        several.map(|(name, paths)| Breach::new(&name, format!("{name}: {}", paths.join(", ")))).collect();
    judge(&breaches, LEFT);
}

/// The types that stand at the top of a file.
fn types(file: &File) -> impl Iterator<Item = String> {
    file.code.lines().filter_map(|line| {
        let line = match line.strip_prefix("pub(") {
            Some(rest) => rest.split_once(") ")?.1,
            None => line.strip_prefix("pub ").unwrap_or(line),
        };
        let keywords = ["struct ", "enum ", "trait ", "type ", "union "];
        let rest = keywords.iter().find_map(|keyword| line.strip_prefix(keyword))?;
        let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        Some(name).filter(|name| !name.is_empty())
    })
}
