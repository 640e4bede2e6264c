//! [`action_at`]: which list of actions somebody is typing in, and what they have typed.
//!
//! A text in which somebody types is seldom one that can be read: a quote or a bracket is missing. So this looks only at the brackets, keys
//! and dashes before the place, and takes them for what they are in every syntax of role files.

use crate::role_file::ListKind;
use crate::source::{Source, Span};

/// An action that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedAction<'t> {
    /// The list that it is in.
    pub(super) list: ListKind,
    /// All of it, also what is after the cursor.
    pub(super) span: Span,
    /// What is before the cursor.
    pub(super) before: &'t str,
}

/// The action at an offset, if it is in a list of actions.
pub(super) fn action_at(source: &Source, offset: usize) -> Option<TypedAction<'_>> {
    let text = source.text();
    let (head, tail) = text.split_at_checked(offset)?;
    if is_of_another_cloud(source) {
        return None;
    }
    let start = head.trim_end_matches(is_of_action).len();
    let end = offset + (tail.len() - tail.trim_start_matches(is_of_action).len());
    let (above, before) = head.split_at_checked(start)?;
    let list = key_of_brackets(above).and_then(list_of).or_else(|| list_of(key_of_dashes(above)?))?;
    Some(TypedAction { list, span: Span { start, end }, before })
}

/// Terraform for other clouds has `actions` too.
fn is_of_another_cloud(source: &Source) -> bool {
    let name = source.name().to_ascii_lowercase();
    let is_terraform = [".tf", ".hcl", ".tfvars"].iter().any(|ending| name.ends_with(ending));
    is_terraform && {
        let text = source.text().to_ascii_lowercase();
        !["role_definition", "roledefinition", "microsoft."].iter().any(|word| text.contains(word))
    }
}

const fn is_of_action(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '/' | '*' | '_' | '-')
}

/// The list that a key means, in the spelling of any shape.
fn list_of(key: &str) -> Option<ListKind> {
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    ListKind::ALL.into_iter().find(|kind| kind.key().eq_ignore_ascii_case(&key))
}

/// The key of the list in brackets that is open at the end of a text; of an expression such as `concat([` it is the key of that.
fn key_of_brackets(text: &str) -> Option<&str> {
    let mut scan = BracketScan { text, at: 0, word: None, key: None, open: Vec::new() };
    while scan.step() {}
    let mut is_list = false;
    for (bracket, key) in scan.open.iter().rev() {
        is_list |= *bracket == b'[';
        match (bracket, key) {
            (b'{', _) => return None,
            (_, Some(key)) => return text.get(key.start..key.end).filter(|_| is_list),
            (_, None) => {}
        }
    }
    None
}

/// Goes over a text and keeps the brackets that are open, each with the key that it is the value of.
struct BracketScan<'t> {
    text: &'t str,
    at: usize,
    /// The last word or text in quotes.
    word: Option<Span>,
    /// The last word before a colon or an equals sign, until its value begins.
    key: Option<Span>,
    open: Vec<(u8, Option<Span>)>,
}

impl BracketScan<'_> {
    /// Whether there is more.
    fn step(&mut self) -> bool {
        let Some(&byte) = self.text.as_bytes().get(self.at) else { return false };
        let before = self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)).copied().unwrap_or(b' ');
        // In YAML an action may stand without quotes: its `/*` is no comment, and the apostrophe of a word no quote.
        let is_inside = before.is_ascii_alphanumeric() || matches!(before, b'/' | b'*' | b'.');
        let rest = self.text.get(self.at..).unwrap_or_default();
        match byte {
            b'"' => self.quoted("\""),
            b'\'' if rest.starts_with("'''") => self.skip_past(3, "'''"),
            b'\'' if !is_inside => self.quoted("'"),
            b'#' if !is_inside => self.skip_past(0, "\n"),
            b'/' if rest.starts_with("//") && !is_inside && before != b':' => self.skip_past(0, "\n"),
            b'/' if rest.starts_with("/*") && !is_inside => self.skip_past(2, "*/"),
            b'[' | b'(' | b'{' => self.bracket(byte),
            b']' | b')' | b'}' => self.close(),
            b':' | b'=' => self.colon(),
            b',' => self.comma(),
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => self.word(rest),
            _ => self.at += 1,
        }
        true
    }

    fn bracket(&mut self, bracket: u8) {
        self.open.push((bracket, self.key.take()));
        self.word = None;
        self.at += 1;
    }

    fn close(&mut self) {
        self.open.pop();
        self.key = None;
        self.at += 1;
    }

    fn colon(&mut self) {
        self.key = self.word.take().or(self.key);
        self.at += 1;
    }

    fn comma(&mut self) {
        self.key = None;
        self.at += 1;
    }

    fn word(&mut self, rest: &str) {
        let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len()).max(1);
        self.word = Some(Span { start: self.at, end: self.at + length });
        self.at += length;
    }

    /// A text in quotes; one that does not end on its line is one that somebody types.
    fn quoted(&mut self, quote: &str) {
        let start = self.at + quote.len();
        let rest = self.text.get(start..).unwrap_or_default();
        let mut is_escaped = false;
        let is_end = |letter: char| {
            let ends = letter == '\n' || !is_escaped && quote.starts_with(letter);
            is_escaped = letter == '\\' && !is_escaped;
            ends
        };
        let length = rest.find(is_end).unwrap_or(rest.len());
        self.word = Some(Span { start, end: start + length });
        self.at = (start + length + 1).min(self.text.len());
    }

    fn skip_past(&mut self, opening: usize, end: &str) {
        let start = self.at + opening;
        let rest = self.text.get(start..).unwrap_or_default();
        self.at = rest.find(end).map_or(self.text.len(), |length| start + length + end.len());
    }
}

/// The key of the list whose item begins at the end of a text, each item after a dash as in YAML.
fn key_of_dashes(text: &str) -> Option<&str> {
    let mut lines = text.rsplit('\n');
    let item = lines.next()?;
    let dash = indent(item);
    if !matches!(item.trim(), "-" | "- \"" | "- '") {
        return None;
    }
    for line in lines.map(str::trim_end).filter(|line| !line.trim_start().starts_with('#') && !line.is_empty()) {
        let (margin, body) = (indent(line), line.trim_start());
        let is_item = body.starts_with("- ") || body == "-";
        if margin > dash || margin == dash && is_item {
            continue;
        }
        let key = body.trim_start_matches(['-', ' ']);
        let key = key.split(" #").next().unwrap_or(key).trim_end().strip_suffix(':')?;
        return Some(key.trim_matches(['"', '\'']));
    }
    None
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is typed at the `|` of a text.
    fn typed(name: &str, text: &str) -> Option<(ListKind, String, String)> {
        let (before, after) = text.split_once('|').expect("a cursor");
        let source = Source::new(name, format!("{before}{after}"));
        let found = action_at(&source, before.len())?;
        Some((found.list, found.before.to_owned(), source.slice(found.span).to_owned()))
    }

    #[test]
    fn lsp_completion_knows_the_list_in_every_shape() {
        use ListKind::{Actions, DataActions, NotActions, NotDataActions};
        let rows = [
            (
                "a.json",
                r#"{"Actions": ["Microsoft.Supp|ort/x"]}"#,
                Actions,
                "Microsoft.Supp",
                "Microsoft.Support/x",
                "inside a word",
            ),
            ("a.json", "{\"actions\": [\n  \"a/b\",\n  \"Mic|\n", Actions, "Mic", "Mic", "neither quote nor bracket is closed"),
            ("a.json", r#"{"permissions": [{"notDataActions": ["|"]}]}"#, NotDataActions, "", "", "nothing is typed yet"),
            (
                "a.json",
                r#"{"Description": "it's [new", "NotActions": ["|"#,
                NotActions,
                "",
                "",
                "brackets and apostrophes of texts",
            ),
            ("a.jsonc", "{ // don't\n \"dataActions\": [ /* [ */ \"|\" ] }", DataActions, "", "", "comments"),
            ("a.bicep", "permissions: [\n { actions: [\n  'Microsoft.Support/*'\n  'Mi|'\n", Actions, "Mi", "Mi", "Bicep"),
            ("a.tf", "# role_definition\n permissions {\n  not_actions = [\"|\"]", NotActions, "", "", "Terraform"),
            ("a.tf", "# microsoft.\n data_actions = concat(local.a, [\"Mi|\"])", DataActions, "Mi", "Mi", "an expression"),
            ("a.yaml", "permissions:\n - actions:\n   - Microsoft.Support/*\n   # more\n   - Mi|", Actions, "Mi", "Mi", "YAML"),
            ("a.yaml", "dataActions:\n- 'a/b'\n- \"|\"\n", DataActions, "", "", "YAML without an indent"),
            ("a.yaml", "actions: [Microsoft.Support/*, Mi|]", Actions, "Mi", "Mi", "a flow list without quotes"),
            ("Untitled-1", "{\"actions\": [\"|\"", Actions, "", "", "not saved yet"),
        ];
        for (name, text, list, before, whole, why) in rows {
            let wanted = Some((list, before.to_owned(), whole.to_owned()));
            assert_eq!(typed(name, text), wanted, "{why}: {text}");
        }
    }

    #[test]
    fn lsp_completion_is_silent_elsewhere() {
        let rows = [
            ("a.json", r#"{"AssignableScopes": ["|"]}"#, "another list"),
            ("a.json", r#"{"Actions": ["a"], "Name": "|"}"#, "after the list"),
            ("a.json", r#"{"Actions": [{"x": "|"}]}"#, "an object in the list"),
            ("a.tf", "actions = [\"s3:|\"]", "a policy of another cloud"),
            ("a.yaml", "actions:\n  - a\nscopes:\n  - |", "another list of YAML"),
            ("a.yaml", "# actions: [|", "a comment"),
            ("a.md", "actions |", "no list at all"),
            ("a.json", "|", "nothing"),
        ];
        for (name, text, why) in rows {
            assert_eq!(typed(name, text), None, "{why}: {text}");
        }
    }
}
