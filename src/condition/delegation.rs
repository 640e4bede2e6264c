//! [`AssignableRoles`]: which roles a condition lets its holder assign, or whose assignments it lets them delete (R-COND-10, R-COND-11).

use super::attribute::{AttributeSource, DELETE, Field, WRITE};
use super::context::{Assignee, Context};
use super::evaluate::Known;
use super::expression::{AttributeComparison, Expression, Operand};
use super::parsed::Condition;
use super::truth::Truth;
use super::value::{AttributeValue, Kind};
use crate::guid::Guid;

/// What a condition says of each role. An allow-list is true of some listed roles and false of the others; a block-list is the
/// reverse. If it is true of all roles, it is no constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignableRoles {
    /// The roles that the condition names, by id.
    pub listed: Vec<(Guid, Truth)>,
    /// Every other role.
    pub others: Truth,
}

impl AssignableRoles {
    /// What the condition says of a role.
    pub fn of(&self, role: Guid) -> Truth {
        let listed = self.listed.binary_search_by_key(&role, |&(id, _)| id).ok().and_then(|at| self.listed.get(at));
        listed.map_or(self.others, |&(_, truth)| truth)
    }
}

/// What a request does to role assignments.
#[derive(Clone, Copy)]
enum AssignmentOperation {
    Assign,
    Remove,
}

impl AssignmentOperation {
    const fn action(self) -> &'static str {
        match self {
            Self::Assign => WRITE,
            Self::Remove => DELETE,
        }
    }

    /// Where such a request shows the role.
    const fn source(self) -> AttributeSource {
        match self {
            Self::Assign => AttributeSource::Request,
            Self::Remove => AttributeSource::Resource,
        }
    }

    fn bind(self, known: &Context, role: Guid, who: Assignee<'_>) -> Context {
        match self {
            Self::Assign => known.clone().assigning(role, who),
            Self::Remove => known.clone().removing(role, who),
        }
    }
}

impl Condition {
    /// Whether the condition allows a role to be assigned, given what is known of the assignee. `known`: everything else that
    /// is known.
    pub fn may_assign(&self, role: Guid, to: Assignee<'_>, known: &Context) -> Truth {
        self.may(AssignmentOperation::Assign, role, to, known)
    }

    /// Whether it allows an assignment of a role to be deleted, given what is known of its principal. `known`: everything else
    /// that is known.
    pub fn may_remove(&self, role: Guid, from: Assignee<'_>, known: &Context) -> Truth {
        self.may(AssignmentOperation::Remove, role, from, known)
    }

    /// What [`Self::may_assign`] says of every role there is.
    pub fn assignable_roles(&self, to: Assignee<'_>, known: &Context) -> AssignableRoles {
        self.delegation(AssignmentOperation::Assign, to, known)
    }

    /// What [`Self::may_remove`] says of every role there is.
    pub fn removable_roles(&self, from: Assignee<'_>, known: &Context) -> AssignableRoles {
        self.delegation(AssignmentOperation::Remove, from, known)
    }

    fn may(&self, change: AssignmentOperation, role: Guid, who: Assignee<'_>, known: &Context) -> Truth {
        self.evaluate(change.action(), &change.bind(known, role, who))
    }

    /// Conditions can only say whether two roles are equal, so the result is the same for all roles that the condition does not
    /// name: one of them represents the rest.
    fn delegation(&self, change: AssignmentOperation, who: Assignee<'_>, known: &Context) -> AssignableRoles {
        let stranger = Guid::ZERO;
        let context = change.bind(known, stranger, who);
        let mut roles = Vec::new();
        if let Some(expression) = self.decidable() {
            let known = Known { bits: &[], elsewhere: &[], patterns: 0, context: &context };
            expression.compared_roles(change.source(), known, &mut roles);
        }
        roles.sort_unstable();
        roles.dedup();
        let others =
            (1..=roles.len() as u128 + 1).map(Guid::from_u128).find(|id| roles.binary_search(id).is_err()).unwrap_or(stranger);
        let listed = roles.into_iter().map(|role| (role, self.may(change, role, who, known))).collect();
        AssignableRoles { listed, others: self.may(change, others, who, known) }
    }
}

impl Expression {
    /// Collects the ids that the role of the request is compared with.
    fn compared_roles(&self, source: AttributeSource, known: Known<'_>, roles: &mut Vec<Guid>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.compared_roles(source, known, roles)),
            Self::Not(inner) => inner.compared_roles(source, known, roles),
            Self::Compare(comparison) => roles.extend(comparison.compared_roles(source, known)),
            Self::Action(_) | Self::SubOperation(_) | Self::Exists(_) => {}
        }
    }
}

impl AttributeComparison {
    fn compared_roles(&self, source: AttributeSource, known: Known<'_>) -> Vec<Guid> {
        let is_role = |operand: &Operand| {
            matches!(operand, Operand::Attribute(attribute)
                if attribute.source() == source && attribute.field() == Some(Field::Role))
        };
        let other = match (is_role(&self.left), is_role(&self.right)) {
            (true, false) => &self.right,
            (false, true) => &self.left,
            _ => return Vec::new(),
        };
        let guid = |value: &AttributeValue| match Kind::Guid.of(value) {
            Some(AttributeValue::Guid(guid)) => Some(guid),
            _ => None,
        };
        other.values(known).unwrap_or_default().iter().filter_map(guid).collect()
    }
}
