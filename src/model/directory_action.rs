//! Actions of Entra (R-ENT-6, R-ENT-7): `namespace/entity/propertySet/action`, where the property set may be missing. There are
//! no wildcards; `allEntities`, `allProperties` and `allTasks` are words that mean all of them.

/// What stands between entity and task, as one text.
fn between<'a>(text: &'a str, namespace: &str, entity: &str, task: &str) -> Option<&'a str> {
    text.get(namespace.len() + entity.len() + 2..text.len().checked_sub(task.len() + 1)?)
}

/// The namespaces that are Entra's own: what stands under them is asked of Entra roles, never of Azure roles (R-ENT-15).
const NAMESPACES: [&str; 3] = ["microsoft.directory/", "microsoft.office365.", "microsoft.azure."];

/// Whether an action is one of Entra, by its namespace.
pub fn is_directory_action(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    NAMESPACES.iter().any(|start| lower.starts_with(start)) && lower.contains('/')
}

/// An action as a directory role lists it, or as somebody asks for it. Compares without regard to case.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryAction<'a> {
    namespace: &'a str,
    entity: &'a str,
    properties: Option<&'a str>,
    task: &'a str,
}

impl<'a> DirectoryAction<'a> {
    /// Reads an action; `None` if the text is not an action: too few or too many segments, or a `*`, which Entra does not know.
    pub fn parse(text: &'a str) -> Option<Self> {
        let segments: Vec<&str> = text.trim().split('/').collect();
        let (namespace, entity, properties, task) = match *segments.as_slice() {
            [namespace, entity, task] => (namespace, entity, None, task),
            [namespace, entity, .., task] if segments.len() <= 6 => {
                (namespace, entity, between(text.trim(), namespace, entity, task), task)
            }
            _ => return None,
        };
        let is_word = |segment: &&str| !segment.is_empty() && !segment.contains('*');
        segments.iter().all(is_word).then_some(Self { namespace, entity, properties, task })
    }

    /// Whether this action includes the other one (R-ENT-7, inferred from the names that Microsoft uses).
    pub fn covers(self, other: Self) -> bool {
        let same = |own: &str, other: &str, all: &str| own.eq_ignore_ascii_case(other) || own.eq_ignore_ascii_case(all);
        let properties = match (self.properties, other.properties) {
            (Some(own), Some(other)) => same(own, other, "allProperties"),
            // An action without a property set is one on the whole entity.
            (Some(own), None) => is_everything(own, self.task),
            (None, Some(_)) => false,
            (None, None) => true,
        };
        self.namespace.eq_ignore_ascii_case(other.namespace)
            && same(self.entity, other.entity, "allEntities")
            && properties
            && same(self.task, other.task, "allTasks")
    }

    /// Whether some action is included in both.
    pub fn overlaps(self, other: Self) -> bool {
        let meet = |own: &str, other: &str, all: &str| {
            own.eq_ignore_ascii_case(other) || own.eq_ignore_ascii_case(all) || other.eq_ignore_ascii_case(all)
        };
        let properties = match (self.properties, other.properties) {
            (Some(own), Some(other)) => meet(own, other, "allProperties"),
            (Some(own), None) => is_everything(own, self.task),
            (None, Some(own)) => is_everything(own, other.task),
            (None, None) => true,
        };
        self.namespace.eq_ignore_ascii_case(other.namespace)
            && meet(self.entity, other.entity, "allEntities")
            && properties
            && meet(self.task, other.task, "allTasks")
    }
}

/// Every task on every property set: those on the whole entity as well.
fn is_everything(properties: &str, task: &str) -> bool {
    properties.eq_ignore_ascii_case("allProperties") && task.eq_ignore_ascii_case("allTasks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_what_the_names_say() {
        let cases = [
            (
                "microsoft.directory/applications/allProperties/allTasks",
                "microsoft.directory/applications/credentials/update",
                true,
                "T-ENT-8",
            ),
            (
                "microsoft.directory/applications/basic/update",
                "Microsoft.Directory/Applications/Basic/Update",
                true,
                "any case",
            ),
            (
                "microsoft.directory/applications/basic/update",
                "microsoft.directory/applications/credentials/update",
                false,
                "another set",
            ),
            (
                "microsoft.directory/applications/allProperties/read",
                "microsoft.directory/applications/basic/update",
                false,
                "another task",
            ),
            (
                "microsoft.azure.supportTickets/allEntities/allTasks",
                "microsoft.azure.supportTickets/tickets/create",
                true,
                "every entity",
            ),
            ("microsoft.directory/users/create", "microsoft.directory/users/create", true, "three segments"),
            ("microsoft.directory/users/allProperties/allTasks", "microsoft.directory/users/create", true, "all tasks"),
            ("microsoft.directory/users/allProperties/read", "microsoft.directory/users/create", false, "another task"),
            ("microsoft.directory/users/password/allTasks", "microsoft.directory/users/create", false, "only the password"),
            ("microsoft.directory/users/allTasks", "microsoft.directory/users/basic/update", false, "no property set is named"),
            (
                "microsoft.directory/groups/allProperties/allTasks",
                "microsoft.directory/users/basic/update",
                false,
                "another entity",
            ),
        ];
        for (own, other, expected, why) in cases {
            let [own, other] = [own, other].map(|text| DirectoryAction::parse(text).expect("an action"));
            assert_eq!(own.covers(other), expected, "{why}");
        }
    }

    #[test]
    fn overlaps_where_an_action_is_in_both() {
        let cases = [
            ("a/applications/allProperties/update", "a/applications/basic/update", true, "a part of it"),
            ("a/allEntities/basic/update", "a/applications/allProperties/allTasks", true, "neither includes the other"),
            ("a/applications/basic/update", "a/applications/basic/read", false, "another task"),
            ("a/applications/basic/update", "a/groups/basic/update", false, "another entity"),
            ("a/users/allProperties/allTasks", "a/users/create", true, "all tasks"),
            ("a/users/password/allTasks", "a/users/create", false, "only the password"),
            ("a/users/basic/update", "a/users/create", false, "no property set is named"),
            ("a/users/basic/update", "b/users/basic/update", false, "another namespace"),
        ];
        for (one, other, expected, why) in cases {
            let [one, other] = [one, other].map(|text| DirectoryAction::parse(text).expect("an action"));
            assert_eq!((one.overlaps(other), other.overlaps(one)), (expected, expected), "{why}");
        }
    }

    #[test]
    fn what_is_no_action_covers_nothing() {
        for text in ["microsoft.directory/*", "microsoft.directory/*/read", "users", "a//b", "a/b/c/d/e/f/g"] {
            assert!(DirectoryAction::parse(text).is_none(), "{text}");
        }
    }
}
