//! Which version of a policy definition an assignment means. <https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-basics#version-preview>

/// The numbers of a version, and whether it is no preview; nothing where a part is no number.
pub(super) fn rank(version: Option<&str>) -> Option<(Vec<u64>, bool)> {
    let text = version?.trim();
    let (head, is_final) = match text.find('-') {
        Some(at) => (text.split_at(at).0, false),
        None => (text, true),
    };
    let mut numbers = Vec::new();
    for part in head.split('.') {
        numbers.push(part.parse().ok()?);
    }
    Some((numbers, is_final))
}

/// Whether a version is one of those that are wanted: a star stands for any number, and a preview for itself.
pub(super) fn is_wanted(wanted: Option<&str>, own: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let Some(own) = own else { return false };
    let parts = |text: &str| {
        let text = text.trim().to_ascii_lowercase();
        let (head, stage) = text.split_once('-').map_or((text.as_str(), None), |(head, stage)| (head, Some(stage.to_owned())));
        (head.split('.').map(str::to_owned).collect::<Vec<_>>(), stage)
    };
    let ((wanted, stage), (own, of)) = (parts(wanted), parts(own));
    stage == of && wanted.len() == own.len() && wanted.iter().zip(&own).all(|(wanted, own)| wanted == "*" || wanted == own)
}
