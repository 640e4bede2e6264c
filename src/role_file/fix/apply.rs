//! [`apply`]: applies fixes to the text of a role file.

use super::edit::{Edit, lists};
use super::{layout, literal, remove, same};
use crate::arrange::Arrange as _;
use crate::guid::Guid;
use crate::role_file::load::RoleFile;
use crate::role_file::syntax::Syntax;
use crate::role_file::written::{Shape, WrittenText};
use crate::source::Span;

/// What a finding proposes. It is applied as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: ``remove `Microsoft.Support/*/read` ``.
    pub title: String,
    /// Whether the role means the same afterwards.
    pub safety: Safety,
    /// The changes.
    pub changes: Vec<Change>,
    /// The texts that must stay as they are for the fix to be right, such as the action that covers a redundant one.
    pub needs: Vec<Span>,
}

/// Whether a role means the same after a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// It grants exactly the same: `--fix` applies it.
    Safe,
    /// It may grant less or more: `--fix=all` applies it.
    Risky,
}

/// One change, by the span of the text that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Takes an item out of its list.
    Remove(Span),
    /// Puts a literal in the place of a text.
    Replace(Span, String),
    /// Gives the role at this span, which has no id, one.
    AddId(Span, Guid),
}

/// A file after its fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedText {
    /// Its text; the bytes are [`Source::encode`](crate::source::Source::encode)'s business.
    pub text: String,
    /// For each fix, whether it was applied.
    pub applied: Vec<bool>,
}

/// Applies fixes in their order. A fix is left for the next run if it touches what an earlier one changed or needs, if its text
/// is in several lists at once or in a value that something else uses as well, or if it cannot be written in the syntax of the file. The result is read again before it is
/// returned: a fix is not applied if the result is not a role file, or if the fix is called safe and changes what a role
/// grants.
pub fn apply(file: &RoleFile, fixes: &[Fix]) -> FixedText {
    let all = attempt(file, fixes, &vec![true; fixes.len()]);
    if is_right(file, fixes, &all) {
        return all;
    }
    let mut chosen = vec![false; fixes.len()];
    for number in 0..fixes.len() {
        let with: Vec<bool> = chosen.iter().enumerate().map(|(other, chosen)| *chosen || other == number).collect();
        if is_right(file, fixes, &attempt(file, fixes, &with)) {
            chosen = with;
        }
    }
    attempt(file, fixes, &chosen)
}

/// What a fix alone changes in the text of its file, in order and apart from each other; `None`: it cannot be applied.
pub fn edits(file: &RoleFile, fix: &Fix) -> Option<Vec<(Span, String)>> {
    (apply(file, std::slice::from_ref(fix)).applied == [true]).then(|| written_edits(file, fix))
}

/// What a fix that can be applied changes.
fn written_edits(file: &RoleFile, fix: &Fix) -> Vec<(Span, String)> {
    let mut edits = collect(file, std::slice::from_ref(fix), &[true]).0;
    edits.arrange();
    let mut at = 0;
    let mut apart = |edit: Edit| {
        let span = Span { start: edit.span.start.max(at), end: edit.span.end.max(at) };
        at = span.end;
        (span, edit.text)
    };
    let edits = edits.into_iter().map(&mut apart);
    edits.filter(|(span, text)| span.start < span.end || !text.is_empty()).collect()
}

/// More bytes than this are not read again to try each fix of a file by itself.
const READ_AGAIN: usize = 8 << 20;

/// What each of some fixes of a file alone changes in its text, as [`edits`] says it. In a large file with many fixes they are tried
/// together: where the file is right with all of them, each is.
pub fn edits_of_each(file: &RoleFile, fixes: &[&Fix]) -> Vec<Option<Vec<(Span, String)>>> {
    let all: Vec<Fix> = fixes.iter().map(|fix| (*fix).clone()).collect();
    let is_long = file.source.text().len().saturating_mul(all.len()) > READ_AGAIN;
    let together = is_long.then(|| attempt(file, &all, &vec![true; all.len()])).filter(|after| is_right(file, &all, after));
    let is_tried = |number: usize| together.as_ref().is_some_and(|after| after.applied.get(number) == Some(&true));
    let of_one =
        |(number, fix): (usize, &Fix)| if is_tried(number) { Some(written_edits(file, fix)) } else { edits(file, fix) };
    all.iter().enumerate().map(of_one).collect()
}

/// Makes the chosen fixes, as far as they go together.
fn attempt(file: &RoleFile, fixes: &[Fix], chosen: &[bool]) -> FixedText {
    let (edits, applied) = collect(file, fixes, chosen);
    FixedText { text: written(file.source.text(), edits), applied }
}

/// The edits of the chosen fixes, and for each fix whether it is among them.
fn collect(file: &RoleFile, fixes: &[Fix], chosen: &[bool]) -> (Vec<Edit>, Vec<bool>) {
    let mut taken = Taken { file, touched: Vec::new(), needed: Vec::new(), edits: Vec::new(), removed: Vec::new() };
    let applied = fixes.iter().zip(chosen).map(|(fix, chosen)| *chosen && taken.take(fix)).collect();
    let mut edits = std::mem::take(&mut taken.edits);
    edits.extend(remove::edits(file, &taken.removed));
    (edits, applied)
}

/// Whether a file reads again after its fixes and, where these are safe, grants the same.
fn is_right(file: &RoleFile, fixes: &[Fix], after: &FixedText) -> bool {
    let safe = fixes.iter().zip(&after.applied).all(|(fix, applied)| !applied || fix.safety == Safety::Safe);
    let again = file.reread(after.text.as_str());
    again.is_ok_and(|new| new.roles.len() == file.roles.len() && (!safe || same::grants(&file.roles, &new.roles)))
}

/// What the fixes so far have done.
struct Taken<'f> {
    file: &'f RoleFile,
    touched: Vec<Span>,
    needed: Vec<Span>,
    edits: Vec<Edit>,
    removed: Vec<Span>,
}

impl Taken<'_> {
    fn take(&mut self, fix: &Fix) -> bool {
        let places: Vec<Span> = fix.changes.iter().map(Change::place).collect();
        let meets = |spans: &[Span], place: &Span| spans.iter().any(|span| span.start < place.end && place.start < span.end);
        let free = places.iter().all(|place| !meets(&self.touched, place) && !meets(&self.needed, place));
        if !free || fix.needs.iter().any(|need| meets(&self.touched, need) || meets(&places, need)) {
            return false;
        }
        let Some(edits) = fix.changes.iter().map(|change| self.edit(change)).collect::<Option<Vec<_>>>() else { return false };
        self.edits.extend(edits.into_iter().flatten());
        let removed = fix.changes.iter().filter(|change| matches!(change, Change::Remove(_))).map(Change::place);
        self.removed.extend(removed);
        self.touched.extend(places);
        self.needed.extend(&fix.needs);
        true
    }

    /// How a change is written; for a removal only whether it can be written, because it depends on the other removals in its
    /// list. `None`: it cannot.
    fn edit(&self, change: &Change) -> Option<Vec<Edit>> {
        // A plan is what Terraform computed: what it was computed from has to be corrected.
        let is_planned = |shape| matches!(shape, Shape::TerraformPlan | Shape::Azapi) && self.file.syntax == Syntax::Json;
        if self.file.roles.iter().any(|role| is_planned(role.shape)) {
            return None;
        }
        if matches!(change, Change::Remove(span) | Change::Replace(span, _) if self.file.shared.hold(*span)) {
            return None;
        }
        match change {
            Change::Remove(span) => {
                let mut holders = lists(self.file).filter(|list| list.items.iter().any(|item| item.span == *span));
                let only = holders.next().filter(|_| holders.next().is_none())?;
                only.items.iter().find(|item| item.span == *span).filter(|item| item.is_literal() || item.known().is_none())?;
                layout::of(self.file, only, *span).map(|_| Vec::new())
            }
            Change::Replace(span, text) => {
                let mut places = texts(self.file).filter(|text| text.span == *span);
                places.next().filter(|text| text.is_literal() && places.next().is_none())?;
                literal::of(self.file, *span, text).map(|text| vec![Edit { span: *span, text }])
            }
            Change::AddId(role, id) => {
                let role = self.file.roles.iter().find(|known| known.span == *role && known.id.is_none())?;
                literal::id(self.file, role, *id).map(|edit| vec![edit])
            }
        }
    }
}

impl Change {
    /// What it changes; where something is added, the place alone.
    fn place(&self) -> Span {
        match self {
            Self::Remove(span) | Self::Replace(span, _) => *span,
            Self::AddId(role, _) => Span { start: role.start, end: role.start },
        }
    }
}

/// Every text of a file.
fn texts(file: &RoleFile) -> impl Iterator<Item = &WrittenText> {
    let conditions =
        file.roles.iter().flat_map(|role| &role.blocks).flat_map(|block| [&block.condition, &block.condition_version]);
    let own = file.roles.iter().flat_map(|role| [&role.name, &role.id, &role.description]);
    lists(file).flat_map(|list| &list.items).chain(own.chain(conditions).flatten())
}

/// The text with its edits made; deletions may overlap.
fn written(text: &str, mut edits: Vec<Edit>) -> String {
    edits.arrange();
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        new.push_str(text.get(at..edit.span.start).unwrap_or_default());
        new.push_str(&edit.text);
        at = at.max(edit.span.end);
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role_file::load;
    use crate::source::Source;

    fn file(name: &str, text: &str) -> RoleFile {
        load(&Source::new(name, text)).expect("a role file")
    }

    fn fix(safety: Safety, changes: Vec<Change>, needs: Vec<Span>) -> Fix {
        Fix { title: "test".to_owned(), safety, changes, needs }
    }

    /// The span of the item that says this.
    fn item(file: &RoleFile, says: &str) -> Span {
        texts(file).find(|text| text.known() == Some(says)).map_or_else(|| panic!("no `{says}`"), |text| text.span)
    }

    fn without(name: &str, text: &str, gone: &str) -> String {
        let file = file(name, text);
        let fixes: Vec<Fix> =
            gone.split(' ').map(|says| fix(Safety::Risky, vec![Change::Remove(item(&file, says))], Vec::new())).collect();
        let after = apply(&file, &fixes);
        assert!(after.applied.iter().all(|applied| *applied), "{name}: {text}");
        after.text
    }

    #[test]
    fn items_go_with_their_commas_and_lines() {
        let json = |list: &str| format!("{{\"Name\": \"n\", \"Actions\": {list}, \"AssignableScopes\": []}}");
        let tf = |list: &str| {
            format!(
                "resource \"azurerm_role_definition\" \"r\" {{\n  name = \"n\"\n  permissions {{\n    actions = {list}\n  }}\n}}\n"
            )
        };
        let yaml = |list: &str| format!("Name: n\nActions:{list}\nAssignableScopes: []\n");
        let bicep = |list: &str| {
            format!(
                "resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {{\n  properties: {{\n    permissions: [ {{ actions: {list} }} ]\n  }}\n}}\n"
            )
        };
        let (j, t, y, b): (&dyn Fn(&str) -> String, _, _, _) =
            (&json, &tf as &dyn Fn(&str) -> String, &yaml as &dyn Fn(&str) -> String, &bicep as &dyn Fn(&str) -> String);
        let cases = [
            ("r.json", j, r#"["a", "b", "c"]"#, "b", r#"["a", "c"]"#, "in the middle"),
            ("r.json", j, r#"["a", "b", "c"]"#, "a", r#"["b", "c"]"#, "the first"),
            ("r.json", j, r#"["a", "b", "c"]"#, "c", r#"["a", "b"]"#, "the last takes the comma before it along"),
            ("r.json", j, r#"[ "a","b" ]"#, "a b", "[  ]", "all"),
            ("r.json", j, r#"["a", "b", "c"]"#, "b c", r#"["a"]"#, "the end"),
            ("r.json", j, "[\n\t\"a\",\n\t\"b\"\n]", "b", "[\n\t\"a\"\n]", "a line of its own"),
            (
                "r.json",
                j,
                "[\r\n  \"a\",\r\n  \"b\",\r\n  \"c\"\r\n]",
                "a c",
                "[\r\n  \"b\"\r\n]",
                "lines that end as on Windows",
            ),
            (
                "r.json",
                j,
                "[\n  \"a\" // why\n  , \"b\", /* x */ \"c\"]",
                "a",
                "[\n   \"b\", /* x */ \"c\"]",
                "a comma on the next line",
            ),
            (
                "r.json",
                j,
                "[\n  \"a\", // why a\n  // b:\n  \"b\" // why b\n]",
                "b",
                "[\n  \"a\" // why a\n  // b:\n]",
                "comments of others stay",
            ),
            ("m.tf", t, "[\"a\", \"b\"]", "b", "[\"a\"]", "Terraform"),
            (
                "m.tf",
                t,
                "[\n      \"a\", # a\n      \"b\",\n    ]",
                "b",
                "[\n      \"a\", # a\n    ]",
                "a list that ends with a comma still does",
            ),
            ("m.tf", t, "concat([\"a\", \"b\"], [\"c\"])", "b c", "concat([\"a\"], [])", "each bracket for itself"),
            ("r.yaml", y, "\n  - a\n  - 'b' # why\n  # c:\n  - \"c\"", "b", "\n  - a\n  # c:\n  - \"c\"", "a block list"),
            ("r.yaml", y, " # all\n- a\n- b", "a b", " [] # all", "what is left of a block list is an empty one"),
            ("r.yaml", y, " [a, 'b', \"c\"]", "b", " [a, \"c\"]", "a flow list"),
            ("r.yaml", y, " [a, 'b', \"c\"]", "c", " [a, 'b']", "the last of a flow list"),
            ("m.bicep", b, "[\n      'a'\n      'b' // why\n    ]", "b", "[\n      'a'\n    ]", "Bicep needs no commas"),
            ("m.bicep", b, "['a', 'b']", "b", "['a']", "but may have them"),
            ("m.bicep", b, "[...more, 'b']", "b", "[...more]", "what is spread stays"),
            ("m.bicep", b, "['b', ...more]", "b", "[...more]", "on either side"),
            ("m.tf", t, "[var.a, \"b\"]", "b", "[var.a]", "and so does what is computed"),
        ];
        for (name, file, list, gone, left, why) in cases {
            assert_eq!(without(name, &file(list), gone), file(left), "{why}");
        }
    }

    #[test]
    fn texts_are_quoted_as_they_were() {
        let cases = [
            ("r.json", r#"{"Name": "old", "Actions": ["a"]}"#.replace("\"a\"", "\"a/read\""), "é \"x\" \\", r#""é \"x\" \\""#),
            ("r.yaml", "Name: old\nActions: [a/read]\n".to_owned(), "it's: x", "'it''s: x'"),
            ("r.yaml", "Name: old\nActions: [a/read]\n".to_owned(), "new/name", "new/name"),
            ("r.yaml", "Name: \"old\"\nActions: [a/read]\n".to_owned(), "tab\t", "\"tab\\t\""),
            (
                "m.tf",
                "resource \"azurerm_role_definition\" \"r\" {\n  name = \"old\"\n}\n".to_owned(),
                "${x} \"y\"",
                r#""$${x} \"y\"""#,
            ),
            (
                "m.bicep",
                "resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {\n  properties: { roleName: 'old' }\n}\n"
                    .to_owned(),
                "it's ${x}",
                r"'it\'s \${x}'",
            ),
        ];
        for (name, text, new, literal) in cases {
            let file = file(name, &text);
            let old = item(&file, "old");
            let fixed = apply(&file, &[fix(Safety::Risky, vec![Change::Replace(old, new.to_owned())], Vec::new())]);
            assert_eq!(fixed.text, text.replace(file.source.slice(old), literal), "{name}: {new}");
            let again = load(&Source::new(name, fixed.text)).expect("a role file");
            assert!(texts(&again).any(|text| text.known() == Some(new)), "{name}: {new} is read again");
        }
    }

    #[test]
    fn ids_are_written_beside_names() {
        let id = Guid::from_u128(7);
        let cases = [
            ("r.json", "{\"Name\": \"n\", \"Actions\": [\"a/b\"]}", "\"n\"", "\"n\", \"Id\": \"ID\"", "on one line"),
            (
                "r.json",
                "{\r\n  \"name\":  \"n\",\r\n  \"actions\": [\"a/b\"]\r\n}",
                "\"n\"",
                "\"n\",\r\n  \"id\":  \"ID\"",
                "lines that end as on Windows",
            ),
            ("r.json", r#"{"Name": "n", "Id": null, "Actions": ["a/b"]}"#, "null", "\"ID\"", "null is what the template has"),
            ("r.json", r#"{"roleName": "n", "name": null, "permissions": []}"#, "null", "\"ID\"", "null as az prints it"),
            ("r.yaml", "Name: n\nId: ~ # new\nActions: [a/b]\n", "~", "\"ID\"", "null in YAML"),
            ("r.yaml", "Name: n\nId:\nActions: [a/b]\n", "Id", "Id", "a null that is not written stays"),
            ("r.yaml", "- Name: n # why\n  Actions: [a/b]\n", "# why", "# why\n  Id: ID", "in a list"),
            (
                "m.tf",
                "resource \"azurerm_role_definition\" \"r\" {\n  name = \"n\"\n}\n",
                "\"n\"",
                "\"n\"\n  role_definition_id = \"ID\"",
                "Terraform",
            ),
        ];
        for (name, text, from, to, why) in cases {
            let file = file(name, text);
            let fixed = apply(&file, &[fix(Safety::Safe, vec![Change::AddId(file.roles[0].span, id)], Vec::new())]);
            assert_eq!(fixed.text, text.replace(from, &to.replace("ID", &id.to_string())), "{why}");
        }
    }

    #[test]
    fn fixes_never_meet_and_safe_ones_change_nothing() {
        let file = file("r.json", r#"{"Name": "n", "Actions": ["a/read", "A/read", "b/*", "b/read"]}"#);
        let [lower, upper, all, one] = ["a/read", "A/read", "b/*", "b/read"].map(|says| item(&file, says));
        let remove = |span, needs: Span| fix(Safety::Safe, vec![Change::Remove(span)], vec![needs]);
        let cases = [
            (vec![remove(lower, upper), remove(upper, lower)], vec![true, false], "of two that cover each other one stays"),
            (vec![remove(one, all), remove(lower, upper)], vec![true, true], "two that have nothing to do with each other"),
            (vec![remove(one, all), remove(one, all)], vec![true, false], "one thing is done once"),
            (vec![remove(all, one), remove(lower, upper)], vec![false, true], "what is called safe and is not"),
            (
                vec![fix(Safety::Safe, vec![Change::Remove(lower), Change::Remove(Span::default())], Vec::new())],
                vec![false],
                "all or nothing",
            ),
        ];
        for (fixes, applied, why) in cases {
            let after = apply(&file, &fixes);
            assert_eq!(after.applied, applied, "{why}");
            assert_eq!(after.text != file.source.text(), applied.contains(&true), "{why}");
        }
    }
}
