//! Words that several reports share: counts, verdicts, lists in a sentence.

use crate::model::PartialSign;

use super::terms::{Basis, Severity, Verdict};

/// `1 task`, `2 tasks`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A verdict in a sentence.
pub(crate) fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotAsked => "not asked",
        Verdict::NotAllowed => "not allowed",
        other => other.name(),
    }
}

/// What an answer rests on, in a sentence.
pub(crate) fn basis_in_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Listed => "a role that is listed",
        Basis::Actions => "by the documented actions",
        Basis::Covers => "by permissions that cover a listed role",
    }
}

/// How bad something is, as linters say it.
pub(crate) const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A list in a sentence, its tail as a number.
pub(crate) fn shortened<T: AsRef<str>>(items: &[T], most: usize) -> String {
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    let more = items.len().saturating_sub(most);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The file and the record in it, after a blank; nothing where there is none.
pub(crate) fn record_in_words(input: Option<&str>, record: Option<u32>) -> String {
    match (input, record) {
        (Some(input), Some(record)) => format!(" [{input}, record {record}]"),
        _ => String::new(),
    }
}

/// Why a list is not whole.
pub(crate) const fn sign(sign: PartialSign) -> &'static str {
    match sign {
        PartialSign::NextPage => "the next page is missing",
        PartialSign::CutOff => "the file ends in the middle",
        PartialSign::ErrorBody => "Azure answered with an error",
        PartialSign::Unreadable => "the file cannot be read",
        PartialSign::UnusableRecords => "some records cannot be used",
        PartialSign::RequestFailed => "the request failed",
        PartialSign::Filtered => "its request asked for a part of it",
        PartialSign::OtherThanCollected => "the file holds other records than were collected",
        PartialSign::SubscriptionRowsOnly => "it shows only the scope itself, as az does without --all",
        PartialSign::NothingInherited => "it shows nothing that is inherited",
        PartialSign::OnePrincipal => "it shows only one principal",
        PartialSign::OneRole => "it shows only one role",
        PartialSign::OneResourceGroup => "it shows only one resource group",
        PartialSign::ResourceGraph => "Resource Graph lists what its caller may read",
        PartialSign::SomeResourceTypes => "AzureHound asks for some types of resources only",
        PartialSign::LacksObjects => "it lacks objects that other exports show",
        PartialSign::SingleObject => "its records are in no list",
        PartialSign::ExpandLimit => "$expand lists at most twenty members",
        PartialSign::NoServicePrincipals => "Microsoft Graph v1.0 lists no service principals",
        PartialSign::HiddenMembership => "the group hides its members",
        PartialSign::OtherTenant => "the exports are of several tenants, and it is not of each",
    }
}
