//! [`CalledList`]: a member list in a file that has the name of its group (R-FMT-30).

use super::member_list::{is_transitive, merge};
use super::problem::MEMBERS_OF_NOBODY;
use crate::model::{Facts, Listing, MemberKind, Membership, Note, Origin, PrincipalId, PrincipalKind, Validity};
use crate::source::Place;

/// A list of members that may be called after a group's name: only all inputs together can tell (R-FMT-30).
#[derive(Debug)]
pub(super) struct CalledList {
    pub(super) rows: Vec<(PrincipalId, Origin)>,
    /// How much of the list there is.
    pub(super) listing: Listing,
    pub(super) place: Place,
}

impl CalledList {
    /// The rows are members of the one group that has the name of the file as its id, display name or mail nickname.
    pub(super) fn settle(self, facts: &mut Facts) -> Option<Note> {
        let [group] = *self.groups(facts).as_slice() else {
            let message = format!("`{}`: {}", self.place.path, MEMBERS_OF_NOBODY.one);
            return Some(Note::warning(MEMBERS_OF_NOBODY.code, message).help(MEMBERS_OF_NOBODY.help).at(self.place));
        };
        let kind = if is_transitive(&self.place.path) { MemberKind::Transitive } else { MemberKind::Direct };
        for (member, origin) in self.rows {
            facts.memberships.push(Membership { group, member, kind, validity: Validity::ALWAYS, origin });
        }
        merge(facts, group, kind, self.listing);
        None
    }

    fn groups(&self, facts: &Facts) -> Vec<PrincipalId> {
        let file = self.place.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
        let words = ["transitive", "members", "member", "group"];
        let is_called = |name: &str| {
            let name = name.to_lowercase();
            let rest = stem.strip_prefix(&name).or_else(|| stem.strip_suffix(&name));
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.split(['-', '_', '.', ' ']).all(|word| word.is_empty() || words.contains(&word))
            })
        };
        // A group in a file of its own is no member of itself.
        let is_row = |id: PrincipalId| self.rows.iter().any(|&(row, _)| row == id);
        let is_group = |id: &PrincipalId| {
            let known = facts.principals.facts(*id).filter(|known| known.kind == PrincipalKind::Group && !is_row(*id));
            let by_id = || is_called(&facts.principals.id(*id).to_string());
            known.is_some_and(|known| {
                [&known.name, &known.nickname].into_iter().flatten().any(|name| is_called(name)) || by_id()
            })
        };
        facts.principals.ids().filter(is_group).collect()
    }
}
