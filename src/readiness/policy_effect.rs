//! The effect of a policy definition as it is assigned: whether it remediates. An effect is a word or names a parameter, whose value an
//! assignment or a set gives, or the definition by default.
//! <https://learn.microsoft.com/azure/governance/policy/concepts/effect-basics>

/// Whether an effect remediates by the identity of the assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remediates {
    /// It deploys or changes something.
    Yes,
    /// It only looks, refuses or does nothing.
    No,
    /// The exports do not say which effect it is.
    Maybe,
}

/// Effects, in lower case.
const EFFECTS: [(&str, Remediates); 13] = [
    ("addtonetworkgroup", Remediates::No),
    ("append", Remediates::No),
    ("audit", Remediates::No),
    ("auditifnotexists", Remediates::No),
    ("deny", Remediates::No),
    ("denyaction", Remediates::No),
    ("deployifnotexists", Remediates::Yes),
    ("disabled", Remediates::No),
    ("enforceopaconstraint", Remediates::No),
    ("enforceregopolicy", Remediates::No),
    ("manual", Remediates::No),
    ("modify", Remediates::Yes),
    ("mutate", Remediates::No),
];

/// The value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given<'v> {
    /// A text, which may be an expression.
    Text(&'v str),
    /// Something that the exports do not show.
    Hidden,
    /// Nobody gives it.
    Nothing,
}

impl<'v> Given<'v> {
    /// The value under a name; names ignore case.
    pub(super) fn of(values: &'v [(Box<str>, Option<Box<str>>)], name: &str) -> Self {
        match values.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
            Some((_, Some(text))) => Self::Text(text),
            Some((_, None)) => Self::Hidden,
            None => Self::Nothing,
        }
    }

    /// The same, or the default where nobody gives it.
    pub(super) fn or_default(self, defaults: &'v [(Box<str>, Option<Box<str>>)], name: &str) -> Self {
        if self == Self::Nothing { Self::of(defaults, name) } else { self }
    }

    /// The same, with the value of the parameter of a set that it names.
    pub(super) fn through(self, of_set: &dyn Fn(&str) -> Self) -> Self {
        match self {
            Self::Text(text) if text.starts_with('[') => parameter(text).map_or(Self::Hidden, |name| match of_set(name) {
                // A set cannot leave out a value that it names.
                Self::Nothing => Self::Hidden,
                given => given,
            }),
            own => own,
        }
    }
}

impl Remediates {
    /// Whether an effect as written remediates, with the values of the parameters of its definition.
    pub(super) fn by<'v>(effect: &'v str, given: impl Fn(&str) -> Given<'v>) -> Self {
        let word = match parameter(effect) {
            Some(name) => given(name),
            None => Given::Text(effect),
        };
        match word {
            Given::Text(word) => {
                let known = EFFECTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.trim()));
                known.map_or(Self::Maybe, |&(_, remediates)| remediates)
            }
            Given::Hidden | Given::Nothing => Self::Maybe,
        }
    }
}

/// The parameter that an expression names, if it does nothing else.
fn parameter(expression: &str) -> Option<&str> {
    const START: &str = "[parameters('";
    let expression = expression.trim();
    let (start, rest) = expression.split_at_checked(START.len())?;
    let name = rest.strip_suffix("')]").filter(|name| !name.contains('\''))?;
    start.eq_ignore_ascii_case(START).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_effects_are_words_or_parameters() {
        let values = [("effect".into(), Some("Disabled".into())), ("hidden".into(), None)];
        let cases = [
            ("deployIfNotExists", Remediates::Yes, "a word"),
            ("Modify", Remediates::Yes, "in any case"),
            ("audit", Remediates::No, "it only looks"),
            ("[parameters('Effect')]", Remediates::No, "a value that is given"),
            ("[parameters('hidden')]", Remediates::Maybe, "a value that nobody sees"),
            ("[parameters('other')]", Remediates::Maybe, "a value that nobody gives"),
            ("[if(parameters('on'), 'Modify', 'Audit')]", Remediates::Maybe, "an expression"),
            ("transmogrify", Remediates::Maybe, "an effect of tomorrow"),
        ];
        for (effect, expected, why) in cases {
            assert_eq!(Remediates::by(effect, |name| Given::of(&values, name)), expected, "{why}");
        }
        assert!(EFFECTS.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn policy_values_of_a_set_reach_its_definitions() {
        let of_set = |name: &str| if name == "effect-1" { Given::Text("Audit") } else { Given::Nothing };
        let cases = [
            (Given::Text("Modify"), Given::Text("Modify"), "a word of the set"),
            (Given::Text("[parameters('effect-1')]"), Given::Text("Audit"), "a parameter of the set"),
            (Given::Text("[parameters('effect-2')]"), Given::Hidden, "a parameter that the set does not have"),
            (Given::Text("[concat('Mo','dify')]"), Given::Hidden, "an expression"),
            (Given::Nothing, Given::Nothing, "the default of the definition counts"),
        ];
        for (given, expected, why) in cases {
            assert_eq!(given.through(&of_set), expected, "{why}");
        }
    }
}
