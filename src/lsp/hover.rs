//! [`HoverText`]: what is said of the text under the cursor, as Markdown: an action, a scope, the id of a role.

use std::fmt::Write as _;

use crate::access::{OpenWay, Privileged};
use crate::catalog::{Catalog, KnownAs, OperationId, OperationSet};
use crate::guid::Guid;
use crate::model::scope::{management_group_id, resource_group_of, subscription_of};
use crate::model::{ObjectId, Plane, RoleDefinition, ScopeKind, ScopePath};
use crate::pattern::{Pattern, Wildcards};
use crate::report::count;
use crate::report::markdown::{code, escape, escape_around_code};
use crate::review::lint::provider;
use crate::role_file::{ListKind, RoleFile, WrittenBlock, WrittenList, WrittenText};
use crate::source::Span;

/// So many operations are named.
const OPERATIONS: usize = 10;

/// So many escalation ways are named.
const WAYS: usize = 5;

/// Of an expression that stands for several actions, so many are described.
const EXPRESSIONS: usize = 3;

/// A GUID has so many characters.
const GUID_LENGTH: usize = 36;

/// What hovers are written from.
#[derive(Clone, Copy)]
pub(super) struct HoverText<'p> {
    pub(super) privileged: &'p Privileged<'p>,
    pub(super) wildcards: Wildcards,
}

/// An action with the block that it is in.
#[derive(Clone, Copy)]
struct HoveredAction<'r> {
    list: ListKind,
    block: &'r WrittenBlock,
    pattern: &'r Pattern,
}

impl HoverText<'_> {
    /// What is said of the text of a role file at an offset, and its place.
    pub(super) fn of_role_file(&self, file: Option<&RoleFile>, offset: usize) -> Option<(Span, String)> {
        let is_here = |text: &&WrittenText| text.span.start <= offset && offset <= text.span.end;
        for role in &file?.roles {
            let scopes = role.assignable_scopes.iter().flat_map(|list| &list.items);
            if let Some(scope) = scopes.into_iter().find(is_here) {
                return Some((scope.span, of_scope(scope.known()?)));
            }
            for block in &role.blocks {
                let here = block.lists().find_map(|(list, written)| Some((list, at_offset(written, offset)?)));
                if let Some((list, (span, texts))) = here {
                    let patterns = texts.iter().take(EXPRESSIONS).map(|text| Pattern::parse(text));
                    let said = patterns.map(|pattern| self.of_action(HoveredAction { list, block, pattern: &pattern }));
                    let mut said = said.collect::<Vec<String>>().join("\n---\n\n");
                    more(texts.len(), EXPRESSIONS, &mut said);
                    return Some((span, said));
                }
            }
        }
        None
    }

    /// What is said of a GUID at an offset that is the id of a built-in role or an Entra role.
    pub(super) fn of_id(&self, text: &str, offset: usize) -> Option<(Span, String)> {
        let is_of_guid = |letter: char| letter.is_ascii_hexdigit() || letter == '-';
        let (head, tail) = text.split_at_checked(offset)?;
        let start = head.trim_end_matches(is_of_guid).len();
        let end = offset + (tail.len() - tail.trim_start_matches(is_of_guid).len());
        let id = text.get(start..end).filter(|id| id.len() == GUID_LENGTH && Guid::parse(id).is_some())?;
        Some((Span { start, end }, self.of_role(&ObjectId::parse(id))?))
    }

    fn catalog(&self) -> &Catalog {
        self.privileged.catalog()
    }

    fn of_role(&self, id: &ObjectId) -> Option<String> {
        let catalog = self.catalog();
        if let Some(role) = catalog.directory_role(id) {
            return Some(format!("**{}**\n\nan Entra role\n", escape(&role.definition.name)));
        }
        let role: &RoleDefinition = catalog.role(id)?;
        let operations = catalog.operations().expand_role(role, self.wildcards);
        let tier = catalog.role_tier(id).map(|tier| format!(", access tier {}", tier.name())).unwrap_or_default();
        let privileged = if catalog.is_privileged(id) == Some(true) { ", which Microsoft marks as privileged" } else { "" };
        let granted = count(operations.len(), "operation");
        Some(format!("**{}**\n\na built-in role{privileged}: it grants {granted}{tier}\n", escape(&role.name)))
    }

    fn of_action(&self, hovered: HoveredAction<'_>) -> String {
        let HoveredAction { list, pattern, .. } = hovered;
        let plane = list.plane();
        let matched = self.catalog().operations().matching(pattern, plane, self.wildcards);
        let mut text = format!("**{}**\n\n", code(pattern.text()));
        if matched.is_empty() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", self.unmatched(list, pattern));
            return text;
        }
        let (kept, taken) = self.kept(hovered, &matched);
        let _ = writeln!(text, "{}", self.summary(hovered, &matched));
        if !taken.is_empty() {
            let taken = taken.len();
            let _ = writeln!(text, "\n{} takes {taken} of them away in this block", exception_of(list).title());
        }
        if !list.is_exception() {
            if hovered.block.condition.is_some() {
                text.push_str("\nThe block has a condition: it grants them where the condition is true\n");
            }
            self.ways(pattern, &kept, &mut text);
        }
        if !pattern.is_literal() {
            self.operations(&kept, &mut text);
        }
        text
    }

    /// What of the operations a block keeps of a pattern that gives, and what its exceptions take.
    fn kept(&self, hovered: HoveredAction<'_>, matched: &OperationSet) -> (OperationSet, OperationSet) {
        let mut taken = OperationSet::new(self.catalog().operations());
        if !hovered.list.is_exception() {
            taken = self.of_list(hovered.block.list(exception_of(hovered.list)), hovered.list.plane());
            taken.intersect_with(matched);
        }
        let mut kept = matched.clone();
        kept.difference_with(&taken);
        (kept, taken)
    }

    fn of_list(&self, list: Option<&WrittenList>, plane: Plane) -> OperationSet {
        let operations = self.catalog().operations();
        let mut all = OperationSet::new(operations);
        for text in list.into_iter().flat_map(WrittenList::known) {
            all.union_with(&operations.matching(&Pattern::parse(text), plane, self.wildcards));
        }
        all
    }

    fn summary(&self, hovered: HoveredAction<'_>, matched: &OperationSet) -> String {
        let HoveredAction { list, block, pattern } = hovered;
        let what = plane_words(list.plane());
        if let (true, Some(id)) = (pattern.is_literal(), matched.iter().next()) {
            let does = does(self.catalog().operations().name(id));
            let privileged = if self.privileged.contains(id) { ", and is privileged" } else { "" };
            return format!("{what}: it {does}{privileged}");
        }
        let date = self.catalog().about().date;
        let privileged = matched.common(self.privileged.operations());
        let privileged = if privileged > 0 { format!(", {privileged} of them privileged") } else { String::new() };
        let all = format!("matches {}{privileged} ({what}, catalog of {date})", count(matched.len(), "operation"));
        if !list.is_exception() {
            return all;
        }
        let (gives, _) = ListKind::of(list.plane());
        let granted = self.of_list(block.list(gives), list.plane());
        format!("{all}; {} gives {} of them in this block", gives.title(), matched.common(&granted))
    }

    /// What is said of a pattern that matches nothing in its plane.
    fn unmatched(&self, list: ListKind, pattern: &Pattern) -> String {
        let date = self.catalog().about().date;
        match self.catalog().known_as(list.plane(), pattern) {
            KnownAs::OfOtherPlane(name) => {
                let (gives, takes) = ListKind::of(list.plane().other());
                let right = if list.is_exception() { takes } else { gives };
                format!("{} belongs in {}", code(name), right.title())
            }
            KnownAs::Directory | KnownAs::UnknownDirectory(_) => "an action of Entra: no Azure role grants it".to_owned(),
            KnownAs::Unknown(Some(close)) => format!("not in the catalog of {date}; did you mean {}?", code(close)),
            KnownAs::Unknown(None) => format!("not in the catalog of {date}"),
            KnownAs::NoMatch | KnownAs::OfPlane => format!("matches no operation of the catalog of {date}"),
        }
    }

    /// The escalation ways that some operations open, the most dangerous first.
    fn ways(&self, pattern: &Pattern, kept: &OperationSet, text: &mut String) {
        let open: Vec<(&OpenWay, OperationId)> =
            self.privileged.ways().iter().filter_map(|own| Some((own, self.opened(own, pattern, kept)?))).collect();
        if open.is_empty() {
            return;
        }
        text.push_str("\nLets its holder\n\n");
        for (own, id) in open.iter().take(WAYS) {
            let shown = code(self.catalog().operations().name(*id));
            let by = if pattern.is_literal() { String::new() } else { format!(" ({shown})") };
            let _ = writeln!(text, "- {}{by}", escape_around_code(&own.way.gains));
        }
        more(open.len(), WAYS, text);
    }

    /// The operation that opens a way. One that only reads counts where the pattern names its provider.
    fn opened(&self, own: &OpenWay, pattern: &Pattern, kept: &OperationSet) -> Option<OperationId> {
        let operations = self.catalog().operations();
        let is_meant =
            |id: &OperationId| provider(pattern.folded()).is_some() || !operations.lower_name(*id).ends_with("/read");
        own.operations.iter().copied().find(|id| kept.contains(*id) && is_meant(id))
    }

    fn operations(&self, kept: &OperationSet, text: &mut String) {
        if kept.is_empty() {
            return;
        }
        text.push_str("\nOperations, the most privileged first\n\n");
        for id in self.privileged.by_danger(kept.iter()).into_iter().take(OPERATIONS) {
            let mark = if self.privileged.contains(id) { " (privileged)" } else { "" };
            let _ = writeln!(text, "- {}{mark}", code(self.catalog().operations().name(id)));
        }
        more(kept.len(), OPERATIONS, text);
    }
}

/// The actions at an offset, with their place: several where an expression stands for them.
fn at_offset(list: &WrittenList, offset: usize) -> Option<(Span, Vec<&str>)> {
    let is_here = |text: &&WrittenText| text.span.start <= offset && offset <= text.span.end;
    let here: Vec<(Span, &str)> =
        list.items.iter().filter(is_here).filter_map(|text| Some((text.span, text.known()?))).collect();
    let (span, _) = here.iter().min_by_key(|(span, _)| span.end - span.start)?;
    Some((*span, here.iter().filter(|(other, _)| other == span).map(|(_, text)| *text).collect()))
}

fn more(all: usize, shown: usize, text: &mut String) {
    if all > shown {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "- and {} more", all - shown);
    }
}

fn exception_of(list: ListKind) -> ListKind {
    ListKind::of(list.plane()).1
}

const fn plane_words(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "control plane",
        Plane::Data => "data plane",
    }
}

/// What an operation does, by its name: the last segment is the verb.
fn does(name: &str) -> String {
    let (of, verb) = name.rsplit_once('/').unwrap_or(("", name));
    match verb.to_ascii_lowercase().as_str() {
        "read" => format!("reads {}", code(of)),
        "write" => format!("creates or changes {}", code(of)),
        "delete" => format!("deletes {}", code(of)),
        "action" => match of.rsplit_once('/') {
            Some((of, action)) => format!("does {} on {}", code(action), code(of)),
            None => format!("does {}", code(of)),
        },
        _ => format!("does {} on {}", code(verb), code(of)),
    }
}

/// What a scope is.
fn of_scope(text: &str) -> String {
    let scope = ScopePath::parse(text);
    let path = scope.as_str();
    let subscription = || subscription_of(path).and_then(last_segment).map(code).unwrap_or_default();
    let group = || resource_group_of(path).and_then(last_segment).map(code);
    let what = match scope.kind() {
        ScopeKind::Root => "the root: every scope of the tenant".to_owned(),
        ScopeKind::ManagementGroup => {
            format!("the management group {}", management_group_id(path).map(code).unwrap_or_default())
        }
        ScopeKind::Subscription => format!("the subscription {}", subscription()),
        ScopeKind::ResourceGroup => {
            format!("the resource group {} of the subscription {}", group().unwrap_or_default(), subscription())
        }
        ScopeKind::Resource => {
            let inside = group().map(|group| format!(" in the resource group {group}")).unwrap_or_default();
            format!("a resource{inside} of the subscription {}", subscription())
        }
        ScopeKind::TenantResource => "a resource of the tenant, in no management group".to_owned(),
    };
    format!("**{}**\n\n{what}\n", code(path))
}

fn last_segment(path: &str) -> Option<&str> {
    path.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role_file::load;
    use crate::source::Source;

    const ROLE: &str = r#"{"Name": "A", "Actions": ["Microsoft.Compute/virtualMachines/*", "Microsoft.Support/register/action", "*/read",
        "Microsoft.Comput/virtualMachines/read", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
        "NotActions": ["Microsoft.Compute/virtualMachines/runCommand/action", "Microsoft.Web/*"],
        "AssignableScopes": ["/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401", "/providers/Microsoft.Management/managementGroups/soc", "/"]}"#;

    /// What is said of a part of the role.
    fn said(part: &str) -> String {
        let catalog = Catalog::embedded();
        let hover = HoverText { privileged: &Privileged::new(&catalog), wildcards: Wildcards::Documented };
        let file = load(&Source::new("role.json", ROLE)).expect("a role");
        let (span, said) = hover.of_role_file(Some(&file), ROLE.find(part).expect("a part") + 1).expect("something is said");
        assert_eq!(file.source.slice(span), format!("\"{part}\""));
        said
    }

    #[test]
    fn lsp_hover_says_what_there_is_to_know() {
        let rows = [
            ("Microsoft.Compute/virtualMachines/*", "NotActions takes 1 of them away in this block", "exceptions"),
            ("Microsoft.Compute/virtualMachines/*", "Lets its holder\n\n- run code on virtual machines", "an escalation way"),
            ("Microsoft.Support/register/action", "control plane: it does `register` on `Microsoft.Support`", "an operation"),
            ("Microsoft.Comput/virtualMachines/read", "did you mean `Microsoft.Compute/virtualMachines/read`?", "a mistake"),
            (
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "belongs in DataActions",
                "the wrong plane",
            ),
            ("Microsoft.Web/*", "; Actions gives", "what an exception takes"),
            (
                "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401",
                "the subscription `3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401`",
                "a scope",
            ),
            ("/providers/Microsoft.Management/managementGroups/soc", "the management group `soc`", "another"),
        ];
        for (part, words, why) in rows {
            assert!(said(part).contains(words), "{why}: {}", said(part));
        }
        assert!(
            !said("Microsoft.Compute/virtualMachines/*").contains("runCommand/action`"),
            "what is taken away leads nowhere"
        );
        assert!(!said("*/read").contains("Lets its holder"), "who reads everything comes to a secret by chance");
        assert!(!said("Microsoft.Web/*").contains("Lets its holder"), "what takes away gives nothing");
    }

    #[test]
    fn lsp_hover_knows_the_ids_of_roles() {
        let catalog = Catalog::embedded();
        let hover = HoverText { privileged: &Privileged::new(&catalog), wildcards: Wildcards::Documented };
        let rows = [
            ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", Some("**Owner**"), "a built-in role"),
            ("62e90394-69f5-4237-9190-012177145e10", Some("**Global Administrator**"), "an Entra role"),
            ("00000000-0000-0000-0000-000000000001", None, "nobody knows it"),
            ("8e3af657", None, "a part of an id"),
        ];
        for (id, name, why) in rows {
            let text = format!("roleDefinitionId: '/roleDefinitions/{id}' // 😀");
            let said = hover.of_id(&text, 40).map(|(_, said)| said);
            assert_eq!(said.is_some(), name.is_some(), "{why}");
            assert!(said.unwrap_or_default().contains(name.unwrap_or_default()), "{why}");
        }
    }
}
