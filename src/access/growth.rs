//! [`RoleAccess::gives_more_of`]: whether a role gives more than another one of the actions that somebody asks about.

use super::granted::RoleAccess;
use super::union::{find, union};
use crate::model::PlanePattern;
use crate::pattern::{Block, PatternSet, Search};

impl RoleAccess<'_> {
    /// Whether it gives, over all strings, an action of some patterns that the other one does not give, or only under a condition that
    /// may not hold where its own does; `None` where that cannot be told.
    pub fn gives_more_of(&self, patterns: &[PlanePattern], old: &Self) -> Option<bool> {
        let mut all = Some(false);
        for (own, old) in self.planes.iter().zip(&old.planes) {
            let asked = patterns.iter().filter(|asked| asked.plane == own.plane).map(|asked| asked.pattern.clone());
            let asked = PatternSet { blocks: vec![Block { allow: asked.collect(), except: Vec::new() }] };
            for (key, part) in own.parts() {
                let held: Vec<&PatternSet> = old.wherever(key).map(|part| &part.set).collect();
                match find(&[&part.set, &asked], &[&union(&held)], self.wildcards) {
                    Search::Found(_) => return Some(true),
                    Search::Undecided => all = None,
                    Search::None => {}
                }
            }
        }
        all
    }
}
