//! [`RoleNames`]: the roles of the catalog by the words of their names, as articles write them.

use rustc_hash::FxHashMap;

use super::raw_words::words_of;
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::model::{Guid, ObjectId};
use crate::pack::renamed::RENAMED;
pub(super) use crate::pack::renamed::RoleSystem;

/// A role that an article names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundRole {
    pub(super) system: RoleSystem,
    pub(super) id: Guid,
    /// Its name in the catalog.
    pub(super) name: String,
    /// The name that it had when the article was written, where that is another.
    pub(super) formerly: Option<&'static str>,
}

/// Roles of which each has what the one before it has: "or higher" means the rest of a chain. (Microsoft Sentinel Responder alone does not read
/// template specs, which Microsoft Sentinel Reader does.)
const CHAINS: [&[&str]; 8] = [
    &["Reader", "Contributor", "Owner"],
    &["Microsoft Sentinel Reader", "Microsoft Sentinel Responder", "Microsoft Sentinel Contributor"],
    &["Log Analytics Reader", "Log Analytics Contributor"],
    &["Monitoring Reader", "Monitoring Contributor"],
    &["Security Reader", "Security Admin"],
    &["Cost Management Reader", "Cost Management Contributor"],
    &["Storage Blob Data Reader", "Storage Blob Data Contributor", "Storage Blob Data Owner"],
    &[
        "Azure Kubernetes Service RBAC Reader",
        "Azure Kubernetes Service RBAC Writer",
        "Azure Kubernetes Service RBAC Admin",
        "Azure Kubernetes Service RBAC Cluster Admin",
    ],
];

/// So often the closest name of an unknown one is looked for, which takes time: an article with more has other faults.
const SUGGESTIONS: usize = 100;

/// Words at the end of names that articles leave out.
const LEFT_OUT: [&str; 2] = ["role", "preview"];

/// The role that everybody has has a name that is a word of every table.
const NO_NAME: [&str; 1] = ["user"];

/// The words of a name, in lower case, and the roles that have it.
type KnownName = (Vec<String>, Vec<FoundRole>);

/// Roles by the words of their names.
pub(super) struct RoleNames<'c> {
    catalog: &'c Catalog,
    /// By the first word: the words, in lower case, and the roles of that name; the longest first.
    by_first: FxHashMap<String, Vec<KnownName>>,
    /// By name as it stands behind `#` of an address.
    by_anchor: FxHashMap<String, Vec<FoundRole>>,
    /// How often the closest name may still be looked for: it takes time.
    suggestions: std::cell::Cell<usize>,
}

impl<'c> RoleNames<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        let mut names =
            Self { catalog, by_first: FxHashMap::default(), by_anchor: FxHashMap::default(), suggestions: SUGGESTIONS.into() };
        let azure = catalog.roles().iter().map(|role| (RoleSystem::Azure, role.id.guid(), &*role.name));
        let entra =
            catalog.directory_roles().iter().map(|role| (RoleSystem::Entra, role.definition.id.guid(), &*role.definition.name));
        for (system, id, name) in azure.chain(entra) {
            let Some(id) = id else { continue };
            names.add(name, &FoundRole { system, id, name: name.to_owned(), formerly: None });
        }
        for (old, new, system) in RENAMED {
            if let Some(found) = names.named(new).into_iter().find(|role| role.system == system) {
                names.add(old, &FoundRole { formerly: Some(old), ..found });
            }
        }
        // The order of the values of a map decides nothing here: each list is sorted by itself.
        names.by_first.iter_mut().for_each(|(_, list)| list.arrange_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        names
    }

    fn add(&mut self, name: &str, role: &FoundRole) {
        let mut words = words_of(name);
        if words == NO_NAME {
            return;
        }
        self.by_anchor.entry(anchor(name)).or_default().push(role.clone());
        loop {
            let Some(first) = words.first().cloned() else { return };
            let list = self.by_first.entry(first).or_default();
            match list.iter_mut().find(|(known, _)| *known == words) {
                // A name that is a whole one counts more than one without its end.
                Some((_, roles)) if roles.iter().any(|known| known.system == role.system) => {}
                Some((_, roles)) => roles.push(role.clone()),
                None => list.push((words.clone(), vec![role.clone()])),
            }
            if words.len() < 3 || !words.last().is_some_and(|last| LEFT_OUT.contains(&last.as_str())) {
                return;
            }
            words.pop();
        }
    }

    /// The roles of exactly this name.
    pub(super) fn named(&self, name: &str) -> Vec<FoundRole> {
        let words = words_of(name);
        let list = words.first().and_then(|first| self.by_first.get(first));
        list.and_then(|list| list.iter().find(|(known, _)| *known == words)).map(|(_, roles)| roles.clone()).unwrap_or_default()
    }

    /// The Azure role of an id.
    pub(super) fn by_id(&self, id: Guid) -> Option<FoundRole> {
        let role = self.catalog.role(&ObjectId::Guid(id))?;
        Some(FoundRole { system: RoleSystem::Azure, id, name: role.name.to_string(), formerly: None })
    }

    /// The longest name that some words begin with: how many words, and the roles of that name.
    pub(super) fn longest(&self, words: &[&str]) -> Option<(usize, &[FoundRole])> {
        let list = self.by_first.get(*words.first()?)?;
        let begins =
            |known: &[String]| known.len() <= words.len() && known.iter().zip(words).all(|(known, word)| known == word);
        let (known, roles) = list.iter().find(|(known, _)| begins(known))?;
        Some((known.len(), roles))
    }

    /// The roles whose name an address has behind `#`.
    pub(super) fn by_anchor(&self, name: &str) -> &[FoundRole] {
        self.by_anchor.get(&name.to_ascii_lowercase()).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name that is closest to an unknown one.
    pub(super) fn near(&self, name: &str) -> Option<String> {
        self.suggestions.set(self.suggestions.get().checked_sub(1)?);
        let azure = self.catalog.suggest_role(name).map(|role| role.name.to_string());
        azure.or_else(|| self.catalog.suggest_directory_role(name).map(|role| role.definition.name.to_string()))
    }

    /// The roles that "or higher" adds to a role.
    pub(super) fn higher(&self, role: &FoundRole) -> Vec<FoundRole> {
        let of_system = |name: &str| self.named(name).into_iter().find(|own| own.system == role.system);
        if role.system == RoleSystem::Entra {
            return of_system("Global Administrator").filter(|top| top.id != role.id).into_iter().collect();
        }
        let after = |chain: &&[&str]| chain.iter().position(|name| *name == role.name);
        let chain = CHAINS.iter().find_map(|chain| after(chain).and_then(|at| chain.get(at + 1..))).unwrap_or_default();
        chain.iter().filter_map(|name| of_system(name)).collect()
    }
}

/// A name as it stands behind `#` of an address.
fn anchor(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.collect::<String>().to_ascii_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::RoleAccess;
    use crate::pattern::Wildcards;

    #[test]
    fn renamed_roles_are_roles_of_the_catalog() {
        let catalog = Catalog::embedded();
        let names = RoleNames::new(&catalog);
        for (old, new, system) in RENAMED {
            let known: Vec<RoleSystem> = names.named(new).iter().map(|role| role.system).collect();
            assert!(known.contains(&system), "no role is called {new}");
            assert!(names.named(old).iter().any(|role| role.name == new), "{old} is a role of its own");
        }
    }

    #[test]
    fn each_role_of_a_chain_has_what_the_one_before_it_has() {
        let catalog = Catalog::embedded();
        let access = |name: &str| {
            let role =
                catalog.roles().iter().find(|role| &*role.name == name).unwrap_or_else(|| panic!("no role is called {name}"));
            RoleAccess::new(&role.blocks, &catalog, Wildcards::Documented)
        };
        for (lower, higher) in CHAINS.into_iter().flat_map(|chain| chain.iter().zip(chain.iter().skip(1))) {
            let expected = *lower != "Microsoft Sentinel Reader";
            assert_eq!(access(lower).is_within(&access(higher)), Some(expected), "{higher} and what {lower} has");
        }
    }
}
