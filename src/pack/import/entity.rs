//! Entities of HTML, such as `&nbsp;` and `&#x2714;`.

/// Those that stand in tables of documentation.
const NAMED: [(&str, char); 19] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("check", '✓'),
    ("checkmark", '✓'),
    ("cross", '✗'),
    ("ast", '*'),
    ("sol", '/'),
    ("lowbar", '_'),
    ("bull", '•'),
    ("hellip", '…'),
    ("rsquo", '’'),
];

/// The longest entity.
const LONGEST: usize = 12;

/// The letter that an entity at the beginning of a text stands for, and how many bytes it has.
pub(super) fn decoded(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = rest.get(..end)?;
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']);
            let number = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            char::from_u32(number)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name).map(|&(_, letter)| letter)?,
    };
    Some((letter, end + 2))
}

/// A text with its entities decoded.
pub(super) fn text(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (letter, bytes) = decoded(rest).unwrap_or((letter, letter.len_utf8()));
        done.push(letter);
        rest = rest.get(bytes..).unwrap_or_default();
    }
    done
}
