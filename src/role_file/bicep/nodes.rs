//! What is in the nodes of a parsed Bicep file.

use tree_sitter::Node as Syntax;

use crate::source::Span;

/// The children of a node that have names, without comments.
pub(super) fn children(node: Syntax<'_>) -> Vec<Syntax<'_>> {
    node.named_children(&mut node.walk()).filter(|child| !child.is_extra()).collect()
}

/// Where a node is.
pub(super) fn span(node: Syntax<'_>) -> Span {
    Span { start: node.start_byte(), end: node.end_byte() }
}

/// The text between the quotes of a string.
pub(super) fn unescaped(written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len());
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        text.push(match letters.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let code: String =
                    letters.by_ref().skip_while(|letter| *letter == '{').take_while(|letter| *letter != '}').collect();
                char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
            }
            other => other,
        });
    }
    Some(text)
}
