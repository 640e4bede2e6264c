//! [`Attribute`]: the name of something that a condition compares, such as `@Request[...:PrincipalType]`.

use std::fmt;

/// Marks a tag key, which compares exactly (R-COND-4).
const EXACT_KEY: &str = "<$key_case_sensitive$>";

/// The resource type whose attributes a condition on role assignments reads (R-COND-10).
const ROLE_ASSIGNMENTS: &str = "Microsoft.Authorization/roleAssignments";

/// The action that writes one.
pub(super) const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";

/// The action that deletes one.
pub(super) const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";

/// Whose attribute it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributeSource {
    /// What the action is done to.
    Resource,
    /// What the request asks for.
    Request,
    /// Who asks: Entra custom security attributes (R-COND-14).
    Principal,
    /// The circumstances: time and network (R-COND-14).
    Environment,
}

/// The name of an attribute. Compares without regard to case, except for tag keys that are marked as exact (R-COND-4).
#[derive(Debug, Clone)]
pub struct Attribute {
    source: AttributeSource,
    name: Box<str>,
    key: Box<str>,
}

/// Which field of a role assignment an attribute reads (R-COND-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Role,
    PrincipalType,
    Principal,
}

impl AttributeSource {
    const ALL: [Self; 4] = [Self::Resource, Self::Request, Self::Principal, Self::Environment];

    /// The name after the `@`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resource => "Resource",
            Self::Request => "Request",
            Self::Principal => "Principal",
            Self::Environment => "Environment",
        }
    }

    /// Reads the name after the `@`, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name().eq_ignore_ascii_case(name))
    }
}

impl Attribute {
    /// An attribute from the text between the brackets: `namespace:name`, or a name alone (R-COND-13).
    pub fn new(source: AttributeSource, name: &str) -> Self {
        let name = name.trim();
        Self { source, name: name.into(), key: key_of(name).into() }
    }

    /// Reads the whole form, `@Source[name]`.
    pub fn parse(text: &str) -> Option<Self> {
        let (source, rest) = text.trim().strip_prefix('@')?.split_once('[')?;
        let name = rest.strip_suffix(']')?.trim();
        let source = AttributeSource::parse(source.trim())?;
        (!name.is_empty()).then(|| Self::new(source, name))
    }

    /// `@Environment[UtcNow]`: the time of the request (R-COND-14).
    pub fn utc_now() -> Self {
        Self::new(AttributeSource::Environment, "UtcNow")
    }

    /// A field of the role assignment that is written (`Request`) or deleted (`Resource`).
    pub(super) fn of_role_assignment(source: AttributeSource, field: Field) -> Self {
        Self::new(source, &format!("{ROLE_ASSIGNMENTS}:{}", field.name()))
    }

    /// Whose attribute it is.
    pub const fn source(&self) -> AttributeSource {
        self.source
    }

    /// The text between the brackets, as it was written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole form in one spelling: the same for attributes that are equal.
    pub(super) fn folded(&self) -> String {
        format!("@{}[{}]", self.source.name(), self.key)
    }

    /// The field of a role assignment that it reads, if it does.
    pub(super) fn field(&self) -> Option<Field> {
        let (namespace, name) = self.name.split_once(':')?;
        if !namespace.eq_ignore_ascii_case(ROLE_ASSIGNMENTS) {
            return None;
        }
        Field::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name))
    }
}

impl Field {
    const ALL: [Self; 3] = [Self::Role, Self::PrincipalType, Self::Principal];

    const fn name(self) -> &'static str {
        match self {
            Self::Role => "RoleDefinitionId",
            Self::PrincipalType => "PrincipalType",
            Self::Principal => "PrincipalId",
        }
    }
}

/// What attributes are compared by. A namespace has no colon, but a tag key may have one: the first colon separates them.
fn key_of(name: &str) -> String {
    let marked = name.len().checked_sub(EXACT_KEY.len()).and_then(|at| name.split_at_checked(at));
    let Some((exact, _)) = marked.filter(|(_, mark)| mark.eq_ignore_ascii_case(EXACT_KEY)) else {
        return name.to_ascii_lowercase();
    };
    match exact.split_once(':') {
        Some((namespace, key)) => format!("{}:{key}{EXACT_KEY}", namespace.to_ascii_lowercase()),
        None => format!("{exact}{EXACT_KEY}"),
    }
}

impl PartialEq for Attribute {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.key == other.key
    }
}

impl Eq for Attribute {}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}[{}]", self.source.name(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_marked_keys_exactly() {
        let cases = [
            ("@Resource[A/b:Name]", "@resource[a/B:name]", true, "namespaces and names ignore case"),
            ("@Resource[A:name]", "@Request[A:name]", false, "the source is part of the name"),
            (
                "@Resource[A/tags:Key<$key_case_sensitive$>]",
                "@Resource[a/TAGS:Key<$key_case_sensitive$>]",
                true,
                "the namespace",
            ),
            ("@Resource[A/tags:Key<$key_case_sensitive$>]", "@Resource[A/tags:key<$key_case_sensitive$>]", false, "the key"),
            (
                "@Resource[A/tags:Key<$key_case_sensitive$>]",
                "@Resource[A/tags:Key]",
                false,
                "the mark says which keys are meant",
            ),
            (
                "@Resource[A/tags:x:Y<$key_case_sensitive$>]",
                "@Resource[A/tags:X:Y<$key_case_sensitive$>]",
                false,
                "keys may hold colons",
            ),
            ("@ Resource [ A:b ]", "@Resource[A:b]", true, "blanks around the parts"),
        ];
        for (left, right, same, why) in cases {
            let (left, right) = (Attribute::parse(left).expect(why), Attribute::parse(right).expect(why));
            assert_eq!(left == right, same, "{why}");
        }
        for wrong in ["Resource[a]", "@Subject[a]", "@Resource[]", "@Resource a"] {
            assert!(Attribute::parse(wrong).is_none(), "{wrong}");
        }
    }
}
