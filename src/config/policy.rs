//! [`Policy`]: what the roles of a repository may not do.

use crate::document::{Fields, Member, Mistake, Node, Reader, Value, kind};
use crate::model::{Plane, PlanePattern, ScopeKind, ScopePath};
use crate::pattern::Pattern;
use crate::source::Spanned;

/// The kinds of scope that a limit can name, widest first.
const KINDS: [(&str, ScopeKind); 4] = [
    ("management-group", ScopeKind::ManagementGroup),
    ("subscription", ScopeKind::Subscription),
    ("resource-group", ScopeKind::ResourceGroup),
    ("resource", ScopeKind::Resource),
];

/// What roles may not do; the default allows everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// A change may not give a role more than it had.
    pub no_new_access: bool,
    /// No role may grant anything that these match.
    pub never_grant: Vec<Spanned<PlanePattern>>,
    /// What a wildcard of a block must not reach: the block has to exclude it.
    pub required_not_actions: Vec<Spanned<PlanePattern>>,
    /// The widest scope at which a role may be assignable.
    pub max_scope: Option<Spanned<MaxScope>>,
    /// Roles that may grant no more than another role: each by name or id, with the name or id of the other.
    pub at_most: Vec<(Spanned<String>, String)>,
}

/// A limit on assignable scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaxScope {
    /// Scopes of this kind, and of narrower kinds.
    Kind(ScopeKind),
    /// This scope, and those in it.
    Within(ScopePath),
}

impl MaxScope {
    /// How a configuration writes it.
    pub fn text(&self) -> &str {
        match self {
            Self::Within(scope) => scope.as_str(),
            Self::Kind(kind) => KINDS.iter().find(|(_, own)| own == kind).map_or("", |(name, _)| name),
        }
    }
}

/// The words for kinds of scope.
pub(super) fn kind_names() -> [&'static str; 4] {
    KINDS.map(|(name, _)| name)
}

impl Reader<'_> {
    pub(super) fn policy(&mut self, fields: &Fields<'_>) -> Policy {
        let mut never_grant = self.plane_patterns(fields, "never_grant", Plane::Control);
        never_grant.extend(self.plane_patterns(fields, "never_grant_data", Plane::Data));
        let mut required_not_actions = self.plane_patterns(fields, "required_not_actions", Plane::Control);
        required_not_actions.extend(self.plane_patterns(fields, "required_not_data_actions", Plane::Data));
        Policy {
            no_new_access: self.flag(fields, "no_new_access"),
            never_grant,
            required_not_actions,
            max_scope: fields.get("max_scope").and_then(|node| self.max_scope(node)),
            at_most: fields.get("at_most").map(|node| self.at_most(node)).unwrap_or_default(),
        }
    }

    fn plane_patterns(&mut self, fields: &Fields<'_>, key: &'static str, plane: Plane) -> Vec<Spanned<PlanePattern>> {
        let patterns = fields.get(key).map(|node| self.spanned_patterns(node, key)).unwrap_or_default();
        let of_plane = |pattern: Spanned<Pattern>| Spanned::new(PlanePattern { plane, pattern: pattern.value }, pattern.span);
        patterns.into_iter().map(of_plane).collect()
    }

    fn at_most(&mut self, node: &Node<'_>) -> Vec<(Spanned<String>, String)> {
        let Value::Map(members) = &node.value else {
            self.fault(Mistake::Kind { wanted: "a map of roles to roles", found: kind(node) }, node.span);
            return Vec::new();
        };
        let pair = |own: &Member<'_>| {
            let role = Spanned::new(own.key.value.to_string(), own.key.span);
            Some((role, self.text(&own.node, "at_most")?.value.to_owned()))
        };
        members.iter().filter_map(pair).collect()
    }

    fn max_scope(&mut self, node: &Node<'_>) -> Option<Spanned<MaxScope>> {
        let text = self.text(node, "max_scope")?;
        if let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == text.value) {
            return Some(Spanned::new(MaxScope::Kind(*kind), text.span));
        }
        let scope = ScopePath::parse(text.value);
        let known = matches!(scope.kind(), ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource);
        if text.value.starts_with('/') && known {
            return Some(Spanned::new(MaxScope::Within(scope), text.span));
        }
        let help = format!(
            "write `{}`, or the path of a subscription or of something in it; no file says what a management group contains",
            kind_names().join("`, `")
        );
        let what = Mistake::UnknownWord { word: text.value.to_owned(), of: "limit on scopes" };
        self.fault_with_help(what, text.span, help);
        None
    }
}
